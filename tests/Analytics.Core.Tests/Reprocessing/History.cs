using Analytics.Core.Tests.Scanning;

namespace Analytics.Core.Tests.Reprocessing;

/// <summary>
/// Days of traffic of several sites, sent as it happens, with visits over midnight, events that come up to two days late, and events sent
/// twice, at once or days later.
/// </summary>
internal sealed class History
{
    private readonly Random _random;
    private readonly List<(NaiveEvent Event, string? Id)> _delayed = [];

    public History(int seed, DateTimeOffset start, int days, int sites, int visitsPerDay, int partitions = 2)
    {
        _random = new(seed);
        Start = start;
        End = start.AddDays(days);
        Clock = new(start);
        Log = new(partitions, Clock);
        Sites = [.. Enumerable.Range(0, sites).Select(i => $"site{i}.example")];
        Events =
        [
            .. Sites
                .SelectMany(
                    (site, i) =>
                        GeneratedTraffic
                            .Events(seed + i, start.ToUnixTimeSeconds(), days * 86400, visitsPerDay * days)
                            .Select(e => e with { Site = site })
                )
                .OrderBy(e => e.Second)
                .Select(e => (e, _random.Next(3) == 0 ? $"{e.Visitor}-{e.Second}" : null)),
        ];
    }

    public DateTimeOffset Start { get; }

    public DateTimeOffset End { get; }

    public FakeTimeProvider Clock { get; }

    public InMemoryEventLog Log { get; }

    public IReadOnlyList<string> Sites { get; }

    public IReadOnlyList<(NaiveEvent Event, string? Id)> Events { get; }

    /// <summary>Selects the events that are sent; the others might never have happened.</summary>
    public Func<NaiveEvent, bool> Keep { get; init; } = _ => true;

    /// <summary>Sends everything, a few hours a message, and after each step lets the caller work.</summary>
    public async Task PlayAsync(int hoursPerStep, Func<Task> step)
    {
        var at = 0;
        for (var now = Start.AddHours(hoursPerStep); now <= End; now = now.AddHours(hoursPerStep))
        {
            var from = at;
            while (at < Events.Count && Events[at].Event.Second < now.ToUnixTimeSeconds())
            {
                at++;
            }

            Clock.SetNow(now);
            List<(NaiveEvent, string?)> sent = [];
            foreach (var e in Events.Skip(from).Take(at - from))
            {
                var late = _random.Next(20) == 0 && now < End.AddDays(-2);
                (late ? _delayed : sent).Add(e);
                if (e.Id is not null && _random.Next(10) == 0)
                {
                    (_random.Next(2) == 0 && now < End.AddDays(-2) ? _delayed : sent).Add(e);
                }
            }

            foreach (var e in _delayed.Where(e => _random.Next(4) == 0 || e.Event.Second < now.AddHours(-40).ToUnixTimeSeconds()).ToList())
            {
                _delayed.Remove(e);
                sent.Add(e);
            }

            await World.SendAsync(Log, sent.Where(e => Keep(e.Item1)));
            await step();
        }
    }
}
