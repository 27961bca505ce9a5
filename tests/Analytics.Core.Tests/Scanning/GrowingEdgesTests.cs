using Analytics.Core.EventLog;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Scanning;

/// <summary>Visitors near the edges of days of which some grow, whose joined rows all questions share.</summary>
public sealed class GrowingEdgesTests
{
    private const string Site = "site.example";
    private const long Day1 = 1_431_820_800; // 2015-05-17T00:00:00Z
    private const long Day2 = Day1 + 86_400;
    private const long Day3 = Day2 + 86_400;
    private const ScanNeeds All = ScanNeeds.Visitors | ScanNeeds.Visits | ScanNeeds.Events;
    private static readonly ScanDimension EntryPage = new(ScanDimensionKind.EntryPage);

    private readonly Pipeline _pipeline = new(DateTimeOffset.FromUnixTimeSeconds(Day3 + 7_200), partitions: 1);
    private readonly RollupScanner _scanner;
    private int _questions;

    public GrowingEdgesTests() => _scanner = _pipeline.Scanner;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_stays_for_a_day_is_one_visitor_under_three_ids()
    {
        await SendAsync(Day2 - 600, 0x1111, "/before");
        for (var minute = 10; minute < 1440; minute += 20)
        {
            await SendAsync(Day2 + (minute * 60), 0x2222, "/night", previous: minute < 30 ? 0x1111UL : 0);
        }

        await RollUpAsync();
        await SendAsync(Day3 + 300, 0x3333, "/today", previous: 0x2222);
        Assert.Equal([("/today", 1, 1, 1)], await AskAsync(Day3, Day3 + 86_400));

        await SendAsync(Day3 + 900, 0x3333, "/today");

        Assert.Equal([("/today", 1, 1, 2)], await AskAsync(Day3, Day3 + 86_400));
    }

    [Fact]
    public async Task A_day_beside_a_growing_one_counts_apart_from_whoever_is_near_it_only_while_it_is_beside_it()
    {
        await SendAsync(Day2 - 600, 0x1111, "/evening");
        await RollUpAsync();
        await SendAsync(Day3 + 300, 0x3333, "/today");
        Assert.Equal([("/evening", 1, 1, 1), ("/today", 1, 1, 1)], await AskAsync(Day1, Day3 + 86_400, "again"));

        // The day between had no events up to now.
        await SendAsync(Day2 + 300, 0x2222, "/night", previous: 0x1111);

        Assert.Equal([("/evening", 1, 1, 2), ("/today", 1, 1, 1)], await AskAsync(Day1, Day3 + 86_400, "again"));
    }

    [Fact]
    public async Task What_comes_late_before_the_range_belongs_to_the_visits_that_continue_in_it()
    {
        await SendAsync(Day2 + 300, 0x2222, "/night", previous: 0x1111);
        await RollUpAsync();
        await SendAsync(Day3 + 300, 0x3333, "/today");
        Assert.Equal([("/night", 1, 1, 1), ("/today", 1, 1, 1)], await AskAsync(Day2, Day3 + 86_400));

        await SendAsync(Day2 - 600, 0x1111, "/evening");

        // Its visit began before the range.
        Assert.Equal([("/evening", 1, 0, 1), ("/today", 1, 1, 1)], await AskAsync(Day2, Day3 + 86_400));
    }

    private async Task SendAsync(long second, ulong visitor, string page, ulong previous = 0)
    {
        var writer = new EventSegmentWriter();
        Pipeline.Write(writer, new(Site, second, visitor) { Page = page }, previousVisitor: previous);
        await _pipeline.AppendAsync(0, writer);
        await _pipeline.AggregateAsync();
    }

    private async Task RollUpAsync()
    {
        await _pipeline.RollUpAsync();
        await _pipeline.BuildStaleAsync();
    }

    /// <summary>Asks a question, whose filter all events pass; without a name a new one.</summary>
    private async Task<List<(string? EntryPage, int Visitors, int Visits, int Events)>> AskAsync(long from, long to, string? name = null)
    {
        var filter = new ScanFilter.Match(EntryPage, static _ => true, name ?? $"question {_questions++}");
        var result = await _scanner.ScanAsync(new(Site, from, to, [from], false, [EntryPage], filter, All), Token);
        return
        [
            .. result
                .Groups.Select(group =>
                    (group.Values[0], (int)group[ScanCounter.Visitors], (int)group[ScanCounter.Visits], (int)group[ScanCounter.Events])
                )
                .OrderBy(group => group.Item1),
        ];
    }
}
