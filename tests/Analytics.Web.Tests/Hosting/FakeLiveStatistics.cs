using Analytics.Core.Aggregation;

namespace Analytics.Web.Tests.Hosting;

/// <summary>Live statistics that a test sets.</summary>
internal sealed class FakeLiveStatistics : ILiveStatistics
{
    public Dictionary<string, LiveStatistics> BySite { get; } = [];

    private int _reads;

    /// <summary>Number of reads.</summary>
    public int Reads => Volatile.Read(ref _reads);

    public TimeSpan Interval => TimeSpan.FromSeconds(1);

    public ValueTask<LiveStatistics?> ReadAsync(string site, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        return new(BySite.GetValueOrDefault(site));
    }
}
