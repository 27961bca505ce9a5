namespace Analytics.Core.Alerts;

/// <summary>Calls webhooks. Safe for concurrent use.</summary>
public interface IWebhookSender
{
    /// <summary>Posts a JSON text.</summary>
    /// <param name="url">The address; the sender refuses one that <see cref="WebhookAddress"/> does not allow.</param>
    /// <param name="body">The text.</param>
    /// <param name="headers">Further headers.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Null if the receiver answered with a status of 200 to 299; otherwise the failure in words, without the address.</returns>
    Task<string?> SendAsync(Uri url, string body, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken);
}
