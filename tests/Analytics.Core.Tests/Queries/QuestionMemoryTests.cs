using System.Text;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Paths;
using Analytics.Core.Sites;

namespace Analytics.Core.Tests.Queries;

public sealed class QuestionMemoryTests
{
    private const long Megabyte = 1024 * 1024;
    private const string Shop = "shop.example";
    private const string Outlet = "outlet.example";

    private static readonly DateTimeOffset Start = new(2026, 3, 27, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Questions_below_the_free_part_take_nothing_from_each_other()
    {
        var memory = new QuestionMemory(Megabyte);
        using var one = memory.Begin();
        using var other = memory.Begin();

        one.Take(20 * Megabyte);
        other.Take(20 * Megabyte);

        Assert.Equal(0, memory.Taken);
    }

    [Fact]
    public void A_question_that_does_not_fit_beside_another_is_refused_gives_all_back_and_fits_later()
    {
        var memory = new QuestionMemory(100 * Megabyte);
        using var second = memory.Begin();
        using (var first = memory.Begin())
        {
            first.Take(90 * Megabyte);
            second.Take(40 * Megabyte);
            Assert.Equal(90 * Megabyte, memory.Taken);

            Assert.Throws<QuestionMemoryException>(() => second.Take(11 * Megabyte));
            Assert.Equal(70 * Megabyte, memory.Taken);

            // Another thread of the refused question, which is still at work.
            Assert.Throws<QuestionMemoryException>(() => second.Take(1));
        }

        second.Dispose();
        Assert.Equal(0, memory.Taken);
        using var again = memory.Begin();
        again.Take(51 * Megabyte);
    }

    [Fact]
    public void A_question_that_never_fits_is_refused_as_such()
    {
        var memory = new QuestionMemory(100 * Megabyte);
        using var question = memory.Begin();
        question.Take(120 * Megabyte);

        Assert.Throws<QueryException>(() => question.Take(1));
        Assert.Equal(0, memory.Taken);
    }

    [Fact]
    public void A_part_gives_back_what_it_took_and_outlives_its_question()
    {
        var memory = new QuestionMemory(100 * Megabyte);
        var question = memory.Begin();
        question.Take(30 * Megabyte);
        var part = question.BeginPart();
        part.Take(50 * Megabyte);
        part.GiveBack(10 * Megabyte);
        Assert.Equal(50 * Megabyte, memory.Taken);

        question.Dispose();
        Assert.Equal(20 * Megabyte, memory.Taken);
        part.Dispose();
        Assert.Equal(0, memory.Taken);
    }

    [Theory]
    [InlineData("""{"metrics":["visitors"],"dimensions":["event:page"]}""", true)]
    [InlineData("""{"metrics":["visitors"],"dimensions":["event:page"]}""", false)]
    [InlineData("""{"metrics":["events"],"dimensions":["time:hour","event:page"],"pagination":{"limit":1}}""", true)]
    [InlineData("""{"metrics":["visitors","bounce_rate"],"dimensions":["visit:entry_page"]}""", true)]
    public async Task A_large_question_is_refused_beside_others_and_answered_after_them(string question, bool rolledUp)
    {
        var pipeline = await SiteAsync(rolledUp);
        var memory = new QuestionMemory(16 * Megabyte) { FreeBytes = 100_000 };
        var engine = new QueryEngine(pipeline.Scanner, pipeline.Clock, limits: new() { Memory = memory });
        var query = QueryParser.Parse(Encoding.UTF8.GetBytes($$"""{"site_id":"{{Shop}}","date_range":"7d",{{question[1..]}}"""));
        using (var others = memory.Begin())
        {
            others.Take(15 * Megabyte);
            var taken = memory.Taken;

            await Assert.ThrowsAsync<QuestionMemoryException>(async () => await engine.ExecuteAsync(Site(Shop), query, Token));
            await Assert.ThrowsAsync<QuestionMemoryException>(async () =>
                await engine.ExecuteSumAsync([Site(Shop), Site(Outlet)], query, Token)
            );
            Assert.Equal(taken, memory.Taken);
        }

        Assert.NotEmpty((await engine.ExecuteAsync(Site(Shop), query, Token)).Rows);
        Assert.NotEmpty((await engine.ExecuteSumAsync([Site(Shop), Site(Outlet)], query, Token)).Rows);
        Assert.Equal(0, memory.Taken);
    }

    [Fact]
    public async Task A_funnel_of_many_groups_is_refused_beside_others_and_answered_after_them()
    {
        var pipeline = await SiteAsync(rolledUp: true);
        var memory = new QuestionMemory(16 * Megabyte) { FreeBytes = 100_000 };
        var funnels = new FunnelEngine(pipeline.Scanner, pipeline.Scanner, pipeline.Clock, limits: new() { Memory = memory });
        var query = FunnelParser.Parse(
            Encoding.UTF8.GetBytes(
                """{"site_id":"shop.example","date_range":"7d","steps":[{"page":"/**"},{"event":"signup"}],"""
                    + "\"split\":{\"dimension\":\"event:page\"}}"
            )
        );
        using (var others = memory.Begin())
        {
            others.Take(15 * Megabyte);
            await Assert.ThrowsAsync<QuestionMemoryException>(async () => await funnels.ExecuteAsync(Site(Shop), query, Token));
        }

        Assert.NotEmpty((await funnels.ExecuteAsync(Site(Shop), query, Token)).Groups!);
        Assert.Equal(0, memory.Taken);
    }

    [Theory]
    [InlineData(256L << 20, 192)]
    [InlineData(3L << 30, 1024)]
    public void A_third_of_the_memory_is_for_questions(long bytes, long megabytes) =>
        Assert.Equal(megabytes * Megabyte, QuestionMemory.BytesOf(bytes));

    private static Site Site(string name) => new(name, "Etc/UTC", DateTimeOffset.UnixEpoch);

    /// <summary>Two sites with 3,000 pages each.</summary>
    private static async Task<Pipeline> SiteAsync(bool rolledUp)
    {
        var pipeline = new Pipeline(Start.AddDays(4));
        foreach (var site in new[] { Shop, Outlet })
        {
            await pipeline.SendAsync([
                .. Enumerable
                    .Range(0, 3_000)
                    .Select(i => new NaiveEvent(site, Start.ToUnixTimeSeconds() + i, (ulong)i + 1, "pageview", $"/{site}/{i}")),
            ]);
        }

        await pipeline.AggregateAsync();
        if (rolledUp)
        {
            await pipeline.RollUpAsync();
        }

        return pipeline;
    }
}
