using System.Security.Cryptography;
using System.Text;

namespace Analytics.Core.Alerts;

/// <summary>
/// Signatures of webhooks: HMAC-SHA256 with the alert's secret over the timestamp, a dot and the body. Pure and thread-safe.
/// </summary>
public static class WebhookSignature
{
    /// <summary>The header of the time of sending, Unix seconds.</summary>
    public const string TimestampHeader = "X-Analytics-Timestamp";

    /// <summary>The header of the signature.</summary>
    public const string Header = "X-Analytics-Signature";

    /// <summary>The header of the incident's id.</summary>
    public const string IdHeader = "X-Analytics-Delivery";

    /// <summary>Returns the signature of a body, such as <c>sha256=5d41…</c>.</summary>
    /// <param name="secret">The alert's secret.</param>
    /// <param name="timestamp">The value of <see cref="TimestampHeader"/>.</param>
    /// <param name="body">The body.</param>
    public static string Compute(string secret, string timestamp, string body)
    {
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{timestamp}.{body}"));
        return "sha256=" + Convert.ToHexStringLower(signature);
    }
}
