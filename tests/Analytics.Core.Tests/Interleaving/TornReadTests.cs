using Analytics.Core.Archives;
using Analytics.Core.Erasures;
using Analytics.Core.Jobs;
using Analytics.Core.Live;
using Analytics.Core.Periods;
using Analytics.Core.Reprocessing;
using Analytics.Core.Retention;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Reprocessing;

namespace Analytics.Core.Tests.Interleaving;

/// <summary>
/// A reader reads row after row while writers commit transactions. Whichever transactions pass between whichever two reads, the answer is
/// that of the definitions, and so is the one that is given afterwards by what was remembered.
/// </summary>
public sealed class TornReadTests
{
    /// <summary>With more seeds, a writer begins at every step of the reader, otherwise at every fifth.</summary>
    private static readonly int Stride = RandomSeeds.IsLong ? 1 : 5;
    private static readonly DateTimeOffset End = InterleavedSite.End;
    private static readonly long SecondDay = End.ToUnixTimeSeconds() - 86_400;

    /// <summary>Writers that change what is stored, and nothing of what is counted.</summary>
    private static readonly Dictionary<
        string,
        (Func<Task<InterleavedSite>> Before, Func<InterleavedSite, ITableStore, Task> Write)
    > Writers = new(StringComparer.Ordinal)
    {
        ["live blocks become small days"] = (() => InterleavedSite.SendAsync(InterleavedSite.Small), RollUpAsync),
        ["live blocks become hours"] = (() => InterleavedSite.SendAsync(InterleavedSite.ByHours), RollUpAsync),
        ["live blocks become hours of segments"] = (
            () => InterleavedSite.SendAsync(InterleavedSite.InSegments with { SegmentEvents = 1 }),
            RollUpAsync
        ),
        ["days are built of hours"] = (() => RolledUpAsync(InterleavedSite.ByHours), BuildAsync),
        ["days in segments are built of hours"] = (() => RolledUpAsync(InterleavedSite.InSegments), BuildAsync),
        ["small days take the place of hours"] = (() => RolledUpAsync(InterleavedSite.ByHours, InterleavedSite.Small), BuildAsync),
        ["months are built of days"] = (() => RolledUpAsync(InterleavedSite.Small), BuildAsync),
        ["a small day is split into hours"] = (
            async () =>
            {
                var site = await SettledAsync(InterleavedSite.Small with { SmallDayEvents = 17 });
                await site.AddAsync([.. Enumerable.Range(0, 12).Select(InterleavedSite.Late)]);
                return site;
            },
            RollUpAsync
        ),
        ["a small day takes up late events"] = (() => WithLateAsync(InterleavedSite.Small), RollUpAsync),
        ["hours take up late events"] = (() => WithLateAsync(InterleavedSite.ByHours), RollUpAsync),
        ["a day of hours takes up late events"] = (() => WithLateAsync(InterleavedSite.InSegments, rollUp: true), BuildAsync),
        ["old hours go"] = (
            () => SettledAsync(InterleavedSite.InSegments, site => site.Clock.Advance(site.Options.KeepHours)),
            RemoveOldHoursAsync
        ),
        ["late events stand beside a day without hours"] = (() => WithLateAsync(InterleavedSite.InSegments, aged: true), RollUpAsync),
        ["a day without hours takes up late events"] = (
            () => WithLateAsync(InterleavedSite.InSegments, aged: true, rollUp: true),
            BuildAsync
        ),
        ["old hours go while late events are live"] = (
            async () =>
            {
                var site = await SettledAsync(InterleavedSite.InSegments);
                await site.RepeatAsync(9);
                site.Clock.Advance(site.Options.KeepHours);
                return site;
            },
            RemoveOldHoursAsync
        ),
        ["live rows are folded"] = (() => InterleavedSite.SendAsync(InterleavedSite.Small, messages: 10), FoldAsync),
        ["folded rows are deleted"] = (
            async () =>
            {
                var site = await InterleavedSite.SendAsync(InterleavedSite.Small, messages: 10);
                await FoldAsync(site, site.Tables);
                site.Clock.Advance(TimeSpan.FromMinutes(2));
                return site;
            },
            FoldAsync
        ),
        ["hours that a query takes for live are pruned"] = (
            async () =>
            {
                var site = await InterleavedSite.SendAsync(InterleavedSite.ByHours);
                site.Clock.Advance(TimeSpan.FromDays(1));
                return site;
            },
            async (site, tables) =>
            {
                await RollUpAsync(site, tables);
                await PruneAsync(site, tables);
            }
        ),
        ["a round after a long pause"] = (
            async () =>
            {
                var site = await InterleavedSite.SendAsync(InterleavedSite.ByHours with { SmallDayEvents = 17 });
                site.Clock.Advance(TimeSpan.FromDays(30));
                return site;
            },
            RoundAsync
        ),
        ["a round while days grow"] = (() => InterleavedSite.GrowAsync(TimeSpan.FromMinutes(91)), RoundAsync),
        ["a round with late events of a day without hours"] = (
            async () =>
            {
                var site = await WithLateAsync(InterleavedSite.InSegments, aged: true);
                site.Clock.Advance(TimeSpan.FromMinutes(91));
                return site;
            },
            RoundAsync
        ),
    };

    public static TheoryData<string> Names => [.. Writers.Keys];

    /// <summary>Writers that change what is counted of a day, and the events that they leave.</summary>
    private static readonly Dictionary<string, Change> Changes = new(StringComparer.Ordinal)
    {
        ["retention deletes a day in segments"] = new(
            () => SettledAsync(InterleavedSite.InSegments),
            RetainAsync,
            site => [.. site.Events.Where(e => e.Second >= SecondDay)]
        ),
        ["retention deletes a day without hours"] = new(
            () => AgedAsync(InterleavedSite.InSegments),
            RetainAsync,
            site => [.. site.Events.Where(e => e.Second >= SecondDay)]
        ),
        ["retention deletes a small day"] = new(
            () => SettledAsync(InterleavedSite.Small),
            RetainAsync,
            site => [.. site.Events.Where(e => e.Second >= SecondDay)]
        ),
        ["an erasure of a day in segments"] = new(
            () => SettledAsync(InterleavedSite.InSegments),
            EraseAsync,
            site => [.. site.Events.Where(e => e.Second < SecondDay)]
        ),
        ["an erasure of a day without hours"] = new(
            () => AgedAsync(InterleavedSite.InSegments),
            EraseAsync,
            site => [.. site.Events.Where(e => e.Second < SecondDay)]
        ),
        ["a job replaces a day in segments"] = new(
            () => SettledAsync(InterleavedSite.InSegments with { Logic = World.Wrong }),
            ReprocessAsync,
            null
        ),
        ["a job replaces a small day"] = new(() => SettledAsync(InterleavedSite.Small with { Logic = World.Wrong }), ReprocessAsync, null),
        ["a job replaces a day without hours"] = new(
            () => AgedAsync(InterleavedSite.InSegments with { Logic = World.Wrong }),
            ReprocessAsync,
            null
        ),
    };

    public static TheoryData<string> ChangeNames => [.. Changes.Keys];

    [Theory]
    [MemberData(nameof(ChangeNames))]
    public async Task Whatever_passes_between_two_reads_the_answer_is_that_before_or_after(string name)
    {
        var change = Changes[name];
        var site = await change.Before();
        await AssertAnswersAsync(site, change.WriteAsync, change.After?.Invoke(site), isChanged: true);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Whatever_passes_between_two_reads_the_answer_is_that_of_the_definitions(string name)
    {
        var (before, write) = Writers[name];
        var site = await before();
        await AssertAnswersAsync(site, write, site.Events, isChanged: false);
    }

    private static async Task AssertAnswersAsync(
        InterleavedSite site,
        Func<InterleavedSite, ITableStore, Task> write,
        IReadOnlyList<NaiveEvent>? after,
        bool isChanged
    )
    {
        var writer = await RecordedWriter.RecordAsync(site.Tables, tables => write(site, tables));
        Assert.NotEqual(0, writer.Count);
        var states = new List<InMemoryTableStore> { site.Tables };
        for (var transaction = 0; transaction < writer.Count; transaction++)
        {
            states.Add(states[^1].Copy());
            writer.Commit(transaction, states[^1]);
        }

        var failures = new List<string>();
        foreach (var memory in Enum.GetValues<InterleavedMemory>())
        {
            var run = new InterleavedRun(site, writer, memory);
            // An export gives events while it reads, and cannot take them back when they are deleted.
            foreach (var reading in Reading.All.Where(reading => !isChanged || after is null || !reading.IsGivenAsRead))
            {
                var answers = await AnswersAsync(reading, isChanged ? states : []);
                var expected = await (after is null ? Task.FromResult(answers[^1]) : reading.Expected(after));
                answers.Add(expected);
                foreach (var schedule in SchedulesOf(writer, memory))
                {
                    for (var (step, steps) = (FirstStep(memory, schedule), int.MaxValue); step < steps; step += Stride)
                    {
                        (var first, var then, steps) = await run.AskAsync(reading, schedule, step);
                        if (!answers.Contains(first) || then != expected)
                        {
                            var wrong = Difference(answers.Contains(first) ? first : expected, first);
                            failures.Add(
                                $"{memory}, {reading.Name}, {schedule} at step {step} of {steps}: "
                                    + $"{wrong} then {Difference(expected, then)}"
                            );
                        }
                    }
                }
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} answers are wrong:\n{string.Join('\n', failures.Take(12))}");
    }

    /// <summary>
    /// The first step of the reader at which the writer begins. Steps that are left out are those of other schedules and memories.
    /// </summary>
    private static int FirstStep(InterleavedMemory memory, InterleavedSchedule schedule) =>
        ((int)memory + schedule.Done + (schedule.AtOnce == 1 ? 1 : 0)) % Stride;

    /// <summary>The answers where nobody writes.</summary>
    private static async Task<List<string>> AnswersAsync(Reading reading, IEnumerable<InMemoryTableStore> states)
    {
        var answers = new List<string>();
        foreach (var tables in states)
        {
            answers.Add(await reading.AskAsync(new(tables, new FixedSites(), 1)));
        }

        return answers;
    }

    /// <summary>All transactions at once, and one at each step; and all after the first ones.</summary>
    private static IEnumerable<InterleavedSchedule> SchedulesOf(RecordedWriter writer, InterleavedMemory memory)
    {
        yield return new(0, int.MaxValue);
        if (writer.Count > 1 && memory != InterleavedMemory.AskedBefore)
        {
            yield return new(0, 1);
        }

        for (var done = 1; memory == InterleavedMemory.Fresh && done < writer.Count; done++)
        {
            yield return new(done, int.MaxValue);
        }
    }

    private static string Difference(string expected, string answer)
    {
        var (want, got) = (expected.Split('\n'), answer.Split('\n'));
        return expected == answer
            ? "right"
            : $"lacks [{string.Join("; ", want.Except(got).Take(3))}] has [{string.Join("; ", got.Except(want).Take(3))}]";
    }

    private static async Task<InterleavedSite> RolledUpAsync(RollupOptions options, RollupOptions? later = null)
    {
        var site = await InterleavedSite.SendAsync(options);
        await site.RollUpAsync();
        return later is null ? site : site.With(later);
    }

    private static async Task<InterleavedSite> SettledAsync(RollupOptions options, Action<InterleavedSite>? later = null)
    {
        var site = await InterleavedSite.SendAsync(options);
        await site.SettleAsync();
        later?.Invoke(site);
        return site;
    }

    private static async Task<InterleavedSite> AgedAsync(RollupOptions options)
    {
        var site = await SettledAsync(options);
        await site.AgeAsync();
        return site;
    }

    private static async Task<InterleavedSite> WithLateAsync(RollupOptions options, bool aged = false, bool rollUp = false)
    {
        var site = await SettledAsync(options);
        if (aged)
        {
            await site.AgeAsync();
        }

        await site.AddAsync([.. Enumerable.Range(0, 5).Select(InterleavedSite.Late)]);
        await site.RepeatAsync(5);
        if (rollUp)
        {
            await site.RollUpAsync();
        }

        return site;
    }

    private static Task RollUpAsync(InterleavedSite site, ITableStore tables) =>
        new HourRollups(tables, 1, site.Clock, site.Options).RunAsync(openHoursToo: true, InterleavedSite.Buckets, CancellationToken.None);

    /// <summary>Hours, days and months, and pruning, one after the other.</summary>
    private static async Task RoundAsync(InterleavedSite site, ITableStore tables)
    {
        await RollUpAsync(site, tables);
        await BuildAsync(site, tables);
        await PruneAsync(site, tables);
    }

    /// <summary>Keeps the second day and what came since.</summary>
    private static async Task RetainAsync(InterleavedSite site, ITableStore tables)
    {
        var sites = new SiteRegistry(tables, site.Clock);
        var days = (int)(site.Clock.Now.AddHours(-26) - End).TotalDays + 1;
        await sites.CreateAsync(
            new(InterleavedSite.Site, "Etc/UTC", InterleavedSite.FirstDay) { RetentionDays = days },
            CancellationToken.None
        );
        await new RollupRetention(tables, sites, new(tables, site.Clock), site.Clock, site.Options).RunAsync(CancellationToken.None);
    }

    /// <summary>Erases the second day.</summary>
    private static Task EraseAsync(InterleavedSite site, ITableStore tables) =>
        new PeriodErasure(tables, site.Clock, site.Options).RunAsync(
            new(InterleavedSite.Site, SecondDay, SecondDay + 86_400, [], IsWholeSite: false),
            _ => AsyncEnumerable.Empty<ulong>(),
            new(),
            CancellationToken.None
        );

    /// <summary>Makes the second day again, by the right logic.</summary>
    private static async Task ReprocessAsync(InterleavedSite site, ITableStore tables)
    {
        var options = site.Options with { Logic = RollupLogic.Current };
        using var rounds = new RollupRounds(tables, 1, site.Clock, options);
        var sites = new SiteRegistry(tables, site.Clock);
        var kind = new Reprocessor(
            tables,
            new EventLogArchive(site.Log),
            sites,
            rounds,
            new(),
            options,
            new() { Parallelism = 1 },
            site.Clock
        );
        var job = new Job(
            "1",
            Reprocessor.Kind,
            End.AddDays(-1),
            End,
            [InterleavedSite.Site],
            DryRun: false,
            JobState.Running,
            site.Clock.Now
        );
        await kind.RunAsync(job, new(), CancellationToken.None);
    }

    private static Task BuildAsync(InterleavedSite site, ITableStore tables) =>
        new StaleRollups(tables, site.Clock, site.Options).RunAsync(CancellationToken.None);

    private static Task RemoveOldHoursAsync(InterleavedSite site, ITableStore tables) =>
        new OldHours(tables, site.Clock, site.Options).RunAsync(CancellationToken.None);

    private static Task PruneAsync(InterleavedSite site, ITableStore tables) =>
        new LivePruning(tables, 1, site.Clock, site.Options.KeepLive).RunAsync(CancellationToken.None);

    private static Task FoldAsync(InterleavedSite site, ITableStore tables) =>
        new LiveFolding(tables, 1, site.Clock, RollupLogic.Current, site.Options.KeepFolded).RunAsync(
            InterleavedSite.Buckets,
            CancellationToken.None
        );

    /// <summary>A writer that changes what is counted.</summary>
    /// <param name="Before">Makes the site.</param>
    /// <param name="WriteAsync">Changes it.</param>
    /// <param name="After">The events that it leaves; null if it leaves all, and counts them by another logic.</param>
    private sealed record Change(
        Func<Task<InterleavedSite>> Before,
        Func<InterleavedSite, ITableStore, Task> WriteAsync,
        Func<InterleavedSite, IReadOnlyList<NaiveEvent>>? After
    );
}
