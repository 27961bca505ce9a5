using System.Text;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Drivers;

namespace Analytics.Core.Tests.Scanning;

/// <summary>Answers given again without a read, where the tables tell that nothing was written.</summary>
public sealed class KnownAnswersTests : IDisposable
{
    private const string Shop = "shop.example";
    private const string Today = "2026-08-03";
    private readonly Installation _installation = new(new DateTimeOffset(2026, 8, 3, 2, 0, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _installation.Dispose();

    [Theory]
    [InlineData("2026-07-30")]
    [InlineData(Today)]
    public async Task A_question_asked_again_reads_nothing_until_something_of_the_site_is_written(string day)
    {
        await _installation.RegisterAsync(Shop);
        await _installation.RegisterAsync("other.example");
        await CollectAsync(Shop, day + "T01:38:35Z");
        await _installation.RollUpAsync();
        await CollectAsync(Shop, day + "T01:39:35Z");
        var tables = new CountedTables(_installation.Tables);
        var scanner = new RollupScanner(tables, _installation.Sites, 1, clock: _installation.Clock);

        Assert.Equal(2, await EventsAsync(scanner, day));
        Assert.Equal(0, await ReadsAsync(tables, scanner, day, 2));

        // What another site does may be read, but it changes nothing; from then on nothing is read again.
        await CollectAsync("other.example", day + "T01:38:35Z");
        Assert.Equal(2, await EventsAsync(scanner, day));
        Assert.Equal(0, await ReadsAsync(tables, scanner, day, 2));

        await CollectAsync(Shop, day + "T01:40:35Z");
        Assert.Equal(3, await EventsAsync(scanner, day));
        Assert.Equal(0, await ReadsAsync(tables, scanner, day, 3));

        await _installation.RollUpAsync(openHoursToo: true);
        Assert.Equal(3, await EventsAsync(scanner, day));
        Assert.Equal(0, await ReadsAsync(tables, scanner, day, 3));
    }

    private async Task CollectAsync(string site, string moment)
    {
        var body = $$"""[{"domain":"{{site}}","name":"signup","url":"https://{{site}}/","timestamp":"{{moment}}"}]""";
        Assert.Equal(1, (await _installation.CollectAsync(Encoding.UTF8.GetBytes(body), isBatch: true, isImport: true)).Accepted);
        await _installation.AggregateAsync();
    }

    private async Task<int> ReadsAsync(CountedTables tables, RollupScanner scanner, string day, double events)
    {
        var before = tables.Reads;
        Assert.Equal(events, await EventsAsync(scanner, day));
        return tables.Reads - before;
    }

    private async Task<double?> EventsAsync(RollupScanner scanner, string day)
    {
        var query = QueryParser.Parse(Encoding.UTF8.GetBytes(
            $$"""{"site_id":"{{Shop}}","metrics":["events"],"date_range":["{{day}}","{{day}}"]}"""));
        var result = await new QueryEngine(scanner, _installation.Clock).ExecuteAsync(new(Shop, "Etc/UTC", DateTimeOffset.UnixEpoch), query, Token);
        return result.Rows[0].Metrics[0];
    }

    private sealed class CountedTables(InMemoryTableStore inner) : DelegatingTableStore(inner), ITableVersions
    {
        public int Reads { get; private set; }

        public long VersionOf(string table, string partitionKey) => inner.VersionOf(table, partitionKey);

        public override ValueTask<TableRow?> ReadAsync(string table, string partitionKey, string rowKey, CancellationToken cancellationToken)
        {
            Reads++;
            return base.ReadAsync(table, partitionKey, rowKey, cancellationToken);
        }

        public override IAsyncEnumerable<TableRow> ReadRangeAsync(
            string table, string partitionKey, string fromInclusive, string? toExclusive, bool headsOnly, CancellationToken cancellationToken)
        {
            Reads++;
            return base.ReadRangeAsync(table, partitionKey, fromInclusive, toExclusive, headsOnly, cancellationToken);
        }
    }
}
