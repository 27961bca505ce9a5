using Analytics.Core.Aggregation;

namespace Analytics.Web.Tests.Hosting;

/// <summary>Live statistics that a test sets.</summary>
internal sealed class FakeLiveStatistics : ILiveStatistics
{
    public Dictionary<string, LiveStatistics> BySite { get; } = [];

    public ValueTask<LiveStatistics?> ReadAsync(string site, CancellationToken cancellationToken) => new(BySite.GetValueOrDefault(site));
}
