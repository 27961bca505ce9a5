namespace Analytics.Core.Tests.Oracles;

/// <summary>
/// Random events around the midnights and hour edges of some days, which are the first and last of a month: visits that cross one, two or
/// no midnight, ids of a day and lasting ones, gaps at the limit, repeated event ids with and without a timestamp.
/// </summary>
/// <param name="seed">Determines everything.</param>
/// <param name="isLate">
/// True if events come after their hours were rolled up. A rollup knows seconds and the facts of visits, no longer the milliseconds and
/// facts of each event. So then each event has a second of its own, repetitions are of the same visitor, and none is without a timestamp,
/// as a receive time is never late.
/// </param>
internal sealed class RawTraffic(int seed, bool isLate)
{
    public const string Site = "site.example";

    /// <summary>The first second of the first of four days: 2026-07-30, so that the second midnight is a month's.</summary>
    public const long Start = 1_785_369_600;

    /// <summary>The end of the last day.</summary>
    public const long End = Start + (4 * 86_400);

    private static readonly string[] Names = ["pageview", "pageview", "pageview", "signup", "engagement"];
    private readonly Random _random = new(seed);
    private readonly HashSet<(ulong Visitor, long Milliseconds)> _taken = [];

    /// <summary>The events in the order of their time; each has its own millisecond among its visitor's.</summary>
    public List<RawEvent> Events()
    {
        var events = new List<RawEvent>();
        for (var person = 1; person <= 8; person++)
        {
            var lasting = _random.Next(3) == 0;
            for (var visits = _random.Next(1, 5); visits > 0; visits--)
            {
                events.AddRange(Visit(person, lasting));
            }

            if (_random.Next(12) == 0)
            {
                events.AddRange(LongStay(person, lasting));
            }
        }

        events.AddRange(events.Where(_ => _random.Next(12) == 0).Select(e => Repetition(e, events)).ToList());
        return [.. events.Where(e => e.Second is >= Start and < End).OrderBy(e => e.Milliseconds)];
    }

    private IEnumerable<RawEvent> Visit(int person, bool lasting)
    {
        var edge = _random.Next(3) == 0 ? _random.Next(96) * 3_600L : _random.Next(1, 4) * 86_400L;
        var milliseconds = ((Start + edge + _random.Next(-3_000, 2_400)) * 1_000) + _random.Next(1_000);
        var source = Source();
        for (var n = _random.Next(1, 6); n > 0; n--)
        {
            yield return Event(person, lasting, milliseconds) with
            {
                Source = source,
                Name = Names[_random.Next(Names.Length)],
                Interactive = _random.Next(3) != 0,
            };
            source = _random.Next(4) == 0 ? Source() : source;
            milliseconds += _random.Next(7) switch
            {
                0 => 1,
                1 => 1_800_000 - (milliseconds % 1_000),
                2 => 1_801_000,
                3 => 2_400_000,
                _ => _random.Next(1_000, 900_000),
            };
        }
    }

    /// <summary>A visitor who is there for a day and more.</summary>
    private IEnumerable<RawEvent> LongStay(int person, bool lasting)
    {
        var milliseconds = (Start + 80_000L + _random.Next(8_000)) * 1_000;
        for (var n = _random.Next(70, 160); n > 0; n--)
        {
            yield return Event(person, lasting, milliseconds);
            milliseconds += _random.Next(1_000_000, 1_790_000);
        }
    }

    private RawEvent Event(int person, bool lasting, long milliseconds)
    {
        var day = milliseconds / 86_400_000;
        var visitor = Visitor(person, lasting, day);
        var unit = isLate ? 1_000 : 1;
        while (!_taken.Add((visitor, milliseconds / unit)))
        {
            milliseconds += unit;
        }

        var carries = !lasting && milliseconds % 86_400_000 < 1_800_000;
        var named = _random.Next(3) == 0;
        return new(Site, milliseconds, visitor)
        {
            YesterdaysVisitor = carries ? Visitor(person, lasting, day - 1) : 0,
            Id = named ? $"id{_random.Next(40)}" : null,
            HasTimestamp = !named || isLate || _random.Next(3) != 0,
        };
    }

    /// <summary>The event sent once more, perhaps from another network and so under another visitor's id.</summary>
    private RawEvent Repetition(RawEvent e, List<RawEvent> events)
    {
        if (e.Id is null)
        {
            return Event(9, true, e.Milliseconds);
        }

        var other = events.FirstOrDefault(o => o.Day == e.Day && o.Visitor % 2 == 1);
        if (isLate || other is null || _random.Next(2) == 0)
        {
            return e;
        }

        // Without a timestamp it is the receive time that tells which was first.
        return e with
        {
            Milliseconds = e.Milliseconds + (e.HasTimestamp ? 0 : _random.Next(1, 5_000)),
            Visitor = other.Visitor,
            YesterdaysVisitor = 0,
        };
    }

    private string Source() => _random.Next(3) == 0 ? "" : $"source{_random.Next(3)}";

    private static ulong Visitor(int person, bool lasting, long day)
    {
        var mixed = ((ulong)person * 0x9E37_79B9_7F4A_7C15) ^ (lasting ? 0 : (ulong)day * 0xC2B2_AE3D_27D4_EB4F);
        mixed ^= mixed >> 29;
        return lasting ? mixed | 1 : mixed & ~1UL;
    }
}
