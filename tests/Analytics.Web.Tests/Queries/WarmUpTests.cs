using Analytics.Core.Periods;
using Analytics.Core.Periods.Encoding;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Sites;
using Analytics.Core.Tables;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Queries;

/// <summary>The questions that the host asks itself after its start.</summary>
public sealed class WarmUpTests
{
    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task The_host_warms_up_after_its_start_unless_told_otherwise(string setting)
    {
        var token = TestContext.Current.CancellationToken;
        var tables = new InMemoryTableStore();
        Assert.True(
            await new SiteRegistry(tables, TimeProvider.System).CreateAsync(
                new("shop.example", "Etc/UTC", DateTimeOffset.UnixEpoch),
                token
            )
        );
        var day = RollupPeriod.Of(RollupTier.Day, 20_000 * RollupPeriod.Day);
        var rollup = new RollupAssembler().Assemble(new(new()), day, ulong.MaxValue, MergeRules.Default);
        var encoded = new RollupEncoder().Encode(rollup, compress: true);
        await tables.CommitAsync(
            TableNames.Rollups,
            "shop.example",
            [TableOperation.Insert(day.RowKey, encoded.Body, encoded.Head)],
            token
        );
        var scanner = new AwaitedScanner();

        await using var host = await ApiHost.StartAsync(
            new Dictionary<string, string?> { ["Analytics:Web:WarmsUp"] = setting },
            tables: tables,
            scanner: scanner
        );

        if (setting == "true")
        {
            Assert.Equal("shop.example", await scanner.First.WaitAsync(token));
        }
        else
        {
            Assert.Equal(System.Net.HttpStatusCode.OK, (await host.GetAsync("/health/live")).StatusCode);
            Assert.False(scanner.First.IsCompleted);
        }
    }

    private sealed class AwaitedScanner : IRollupScanner
    {
        private readonly TaskCompletionSource<string> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> First => _first.Task;

        public ValueTask<ScanResult> ScanAsync(ScanRequest request, CancellationToken cancellationToken)
        {
            _first.TrySetResult(request.Site);
            return new(ScanResult.Empty);
        }

        public ValueTask<long?> FirstEventAsync(string site, CancellationToken cancellationToken) => new((long?)null);
    }
}
