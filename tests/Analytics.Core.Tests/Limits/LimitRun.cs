using System.Text;
using Analytics.Core.Collection;
using Analytics.Core.Tests.Drivers;
using Analytics.Core.Tests.Oracles;

namespace Analytics.Core.Tests.Limits;

/// <summary>
/// Requests at the limits on their way through every stage. After each stage nothing is set aside, and what a site counts is what was
/// accepted for it, without the repetitions that an independent count finds.
/// </summary>
internal sealed class LimitRun : IDisposable
{
    private readonly List<RawEvent> _accepted = [];
    private readonly List<string> _sites = [];
    private readonly HashSet<string> _forgets = [];

    public LimitRun(DateTimeOffset now, int partitions = 2)
    {
        Installation = new(now, partitions);
    }

    public Installation Installation { get; }

    public DateTimeOffset Now => Installation.Clock.Now;

    public async Task RegisterAsync(string site, int? retentionDays = null)
    {
        _sites.Add(site);
        if (retentionDays is not null)
        {
            _forgets.Add(site);
        }

        await Installation.RegisterAsync(site, retentionDays: retentionDays);
    }

    public Task<CollectionReceipt> SendAsync(params LimitEvent[] events) => SendAsync(events, isImport: false);

    /// <summary>Sends events as one array, or as lines, and notes those that were accepted.</summary>
    public async Task<CollectionReceipt> SendAsync(
        IReadOnlyList<LimitEvent> events,
        bool isImport,
        bool asLines = false,
        string agent = Installation.Chrome
    )
    {
        var texts = events.Select(e => e.Json);
        var body = Encoding.UTF8.GetBytes(asLines ? string.Join('\n', texts) : $"[{string.Join(',', texts)}]");
        var receipt = await Installation.CollectAsync(body, isBatch: true, isImport, agent);
        if (receipt.Failure is not null || receipt.Filtered > 0)
        {
            Assert.Equal(0, receipt.Accepted);
            return receipt;
        }

        var rejected = receipt.Rejected.Select(problem => problem.Index).ToHashSet();
        var accepted = events
            .Where((_, index) => !rejected.Contains(index))
            .SelectMany(e =>
                e.Sites.Split(',')
                    .Select(site => new RawEvent(site, e.Milliseconds ?? Now.ToUnixTimeMilliseconds(), 0)
                    {
                        Name = e.Name,
                        Id = e.Id,
                        HasTimestamp = e.Milliseconds is not null,
                    })
            )
            .ToList();
        Assert.Equal(receipt.Accepted, accepted.Count);
        _accepted.AddRange(accepted);
        return receipt;
    }

    /// <summary>Takes one stage, whatever has gone before.</summary>
    public Task StepAsync(int stage) =>
        (stage % 5) switch
        {
            0 => StageAsync("aggregate one by one", () => Installation.AggregateAsync(1)),
            1 => StageAsync("aggregate together", () => Installation.AggregateAsync(int.MaxValue)),
            2 => StageAsync("roll up", () => Installation.RollUpAsync()),
            3 => StageAsync("roll up open hours", () => Installation.RollUpAsync(openHoursToo: true)),
            _ => StageAsync("retain", Installation.RetainAsync),
        };

    /// <summary>Takes everything that was sent through all stages up to months, and through reprocessing.</summary>
    public async Task FinishAsync(bool reprocesses = true)
    {
        await StageAsync("aggregate", () => Installation.AggregateAsync(int.MaxValue));
        await CheckAsync("live");
        await StageAsync("roll up open hours", () => Installation.RollUpAsync(openHoursToo: true));
        await CountAsync("rolled up hours");
        Installation.Clock.SetNow(Now.AddDays(40));
        await StageAsync("roll up to months", () => Installation.RollUpAsync());
        await StageAsync("retain", Installation.RetainAsync);
        await CheckAsync("months");
        if (reprocesses)
        {
            await ReprocessAsync();
        }
    }

    /// <summary>Reprocesses the first days of what was sent, and the last three months, dry and in earnest.</summary>
    private async Task ReprocessAsync()
    {
        var first = DateTimeOffset.FromUnixTimeMilliseconds(_accepted.Count == 0 ? 0 : _accepted.Min(e => e.Milliseconds));
        var last = Now.AddHours(-2);
        foreach (
            var (from, to) in ((DateTimeOffset, DateTimeOffset)[])
                [(first, first.AddDays(2)), (first > last.AddDays(-90) ? first : last.AddDays(-90), last)]
        )
        {
            await StageAsync("reprocess dry", () => Installation.ReprocessAsync(from, to, dryRun: true));
            await StageAsync("reprocess", () => Installation.ReprocessAsync(from, to));
        }

        await StageAsync("roll up after reprocessing", () => Installation.RollUpAsync(openHoursToo: true));
        await CountAsync("reprocessed");
    }

    /// <summary>Checks the counts of sites and that queries of every kind are answered.</summary>
    public async Task CheckAsync(string after)
    {
        await CountAsync(after);
        foreach (var site in _sites.Take(2))
        {
            foreach (var query in LimitQueries.All)
            {
                await StageAsync($"query {after} {query}", () => Installation.AskAsync(site, query));
            }
        }
    }

    /// <summary>Checks that nothing is set aside and that sites count what was accepted for them.</summary>
    public async Task CountAsync(string after)
    {
        Assert.True(Installation.DeadLetters() is [], $"{after}: {string.Join('\n', Installation.DeadLetters().Take(3))}");
        var counted = EventIdOracle.WithoutRepetitions(_accepted).Where(e => !e.IsEngagement).ToLookup(e => e.Site);
        var to = Now.AddDays(1).ToUnixTimeSeconds();
        foreach (var site in _sites.Where((_, index) => index % Math.Max(1, _sites.Count / 40) == 0))
        {
            var events = await StageAsync($"count {site} {after}", () => Installation.EventsAsync(site, 0, to));
            Assert.True(
                _forgets.Contains(site) || events == counted[site].Count(),
                $"{after}: {site} counts {events} events of {counted[site].Count()} that were accepted."
            );
        }
    }

    public void Dispose() => Installation.Dispose();

    private Task StageAsync(string stage, Func<Task> work) =>
        StageAsync(
            stage,
            async () =>
            {
                await work();
                return 0;
            }
        );

    private async Task<T> StageAsync<T>(string stage, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new InvalidOperationException($"The stage '{stage}' threw {exception.GetType().Name}: {exception.Message}", exception);
        }
    }
}
