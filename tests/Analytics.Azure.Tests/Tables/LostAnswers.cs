namespace Analytics.Azure.Tests.Tables;

/// <summary>Passes requests on and loses the answer to one transaction after it was committed. Not safe for concurrent use.</summary>
internal sealed class LostAnswers() : DelegatingHandler(new SocketsHttpHandler())
{
    private bool _losesNext;

    /// <summary>The number of transactions that were sent since the answer was lost, including the one without an answer.</summary>
    public int Sent { get; private set; }

    /// <summary>Loses the answer to the next transaction.</summary>
    public void LoseNext() => (_losesNext, Sent) = (true, 0);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (!request.RequestUri!.AbsolutePath.EndsWith("/$batch", StringComparison.Ordinal))
        {
            return response;
        }

        Sent++;
        if (!_losesNext)
        {
            return response;
        }

        _losesNext = false;
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        response.Dispose();
        throw new HttpRequestException("The answer was lost.");
    }
}
