namespace Analytics.Web.Live;

/// <summary>A listener of a site's rolling averages. Dispose it to remove it.</summary>
internal sealed class LiveListener(LiveReadings readings, string site, IDisposable place) : IDisposable
{
    private bool _isDisposed;

    /// <summary>Returns the site's answer in JSON, read once for all of its listeners.</summary>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    public Task<byte[]> ReadAsync() => readings.ReadSharedAsync(site);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            readings.Leave(site);
            place.Dispose();
        }
    }
}
