using System.Globalization;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Queries.Times;

namespace Analytics.Core.Tests.Queries;

/// <summary>The first event is scanned for where its hour does not tell the bucket, and nowhere else.</summary>
public sealed class FirstEventTests
{
    private const string Hour = "2026-03-10T18:00:00Z";
    private const string Event = "2026-03-10T18:42:07Z";

    [Theory]
    [InlineData("UTC", TimeGranularity.Month, Hour)]
    [InlineData("UTC", TimeGranularity.Day, Hour)]
    [InlineData("UTC", TimeGranularity.Hour, Hour)]
    [InlineData("UTC", TimeGranularity.Minute, Event)]
    [InlineData("UTC", TimeGranularity.Auto, Event)]
    [InlineData("Australia/Adelaide", TimeGranularity.Day, Hour)]
    [InlineData("Australia/Adelaide", TimeGranularity.Hour, Event)]
    [InlineData("Asia/Kolkata", TimeGranularity.Hour, Event)]
    [InlineData("Asia/Kolkata", TimeGranularity.Day, Event)]
    [InlineData("Asia/Kolkata", TimeGranularity.Month, Event)]
    public async Task Events_are_scanned_where_their_hour_lies_in_several_buckets(string zone, TimeGranularity unit, string expected)
    {
        var scanner = new HourScanner(new AskedSite(zone).Add(Event, 1).Scanner);

        var found = await FirstEvent.FindAsync(
            scanner,
            AskedSite.Domain,
            ZoneTimeline.Of(zone),
            unit,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture).ToUnixTimeSeconds(), found);
        Assert.Equal(expected == Hour ? 0 : 1, scanner.Scans);
    }

    /// <summary>Knows the hour of the first event, as rollups do.</summary>
    private sealed class HourScanner(IRollupScanner inner) : IRollupScanner
    {
        public int Scans { get; private set; }

        public ValueTask<ScanResult> ScanAsync(ScanRequest request, CancellationToken cancellationToken)
        {
            Scans++;
            return inner.ScanAsync(request, cancellationToken);
        }

        public ValueTask<long?> FirstEventAsync(string site, CancellationToken cancellationToken) =>
            new(DateTimeOffset.Parse(Hour, CultureInfo.InvariantCulture).ToUnixTimeSeconds());
    }
}
