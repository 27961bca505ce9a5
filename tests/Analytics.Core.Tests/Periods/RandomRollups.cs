using System.Globalization;
using Analytics.Core.Periods;
using Analytics.Core.Text;

namespace Analytics.Core.Tests.Periods;

/// <summary>Random parts of one hour with everything that an event can have.</summary>
internal static class RandomRollups
{
    public static readonly RollupPeriod Hour = new(RollupTier.Hour, 1_431_856_800);

    /// <summary>An event as the aggregator would hand it over.</summary>
    public sealed record Event(ulong Visitor, int Second, int Millisecond, int Variant, ulong Key, long Sequence);

    public static List<Event> Events(Random random, int count, int visitors, bool keys = false)
    {
        var events = new List<Event>();
        var ordinals = new Dictionary<(ulong, int), int>();
        for (var i = 0; i < count; i++)
        {
            var visitor = Core.Hashing.XxHash64.Mix((ulong)random.Next(visitors) + 1);
            var second = random.Next(3600);
            var ordinal = ordinals.GetValueOrDefault((visitor, second));
            ordinals[(visitor, second)] = ordinal + 1;
            var key = keys && random.Next(2) == 0 ? (ulong)i + 1 : 0;
            events.Add(new(visitor, second, ordinal, random.Next(1000), key, i + 1));
        }

        return events;
    }

    /// <summary>A part as a batch leaves it: each event its own fragment.</summary>
    /// <param name="events">The events.</param>
    /// <param name="partition">The partition that they came from.</param>
    /// <param name="threshold">Only visitors with a smaller id are kept.</param>
    /// <param name="dimensions">How many visit dimensions are set; the others are not known yet.</param>
    /// <param name="hour">The hour; null for <see cref="Hour"/>.</param>
    /// <param name="rareKeys">Number of properties of each event of which there are 4,000 different ones.</param>
    public static Rollup Part(
        IReadOnlyList<Event> events,
        int partition = 0,
        ulong threshold = ulong.MaxValue,
        int dimensions = RollupDraft.MaxDimensions,
        RollupPeriod? hour = null,
        int rareKeys = 0
    )
    {
        var draft = new RollupDraft(new TextPool());
        var (totals, revenue) = (new Totals(), new RevenueTotals());
        foreach (var e in events)
        {
            var texts = draft.AddFragment(e.Visitor, previousVisitor: e.Visitor % 5 == 0 ? e.Visitor + 7 : 0);
            for (var i = 0; i < texts.Length; i++)
            {
                texts[i] =
                    i >= dimensions ? 0 : draft.Pool.Intern((e.Variant + i) % 3 == 0 ? string.Empty : $"d{i}-{(e.Variant + i) % 5}");
            }

            draft.AddEvent(
                new(e.Second, e.Millisecond),
                draft.Pool.Intern(
                    e.Variant % 7 == 0 ? "engagement"
                    : e.Variant % 5 == 0 ? "signup"
                    : "pageview"
                ),
                draft.Pool.Intern($"/page/{e.Variant % 40}"),
                draft.Pool.Intern("site.example"),
                e.Key,
                AddOptionalValues(draft, e, rareKeys)
            );
            totals.Add(e.Second / 60, TotalsMetric.Events, 1);
            if (draft.OptionalValues[^1].Currency != 0)
            {
                revenue.Add(
                    e.Second / 60,
                    draft.Pool.GetString(draft.OptionalValues[^1].Currency),
                    draft.OptionalValues[^1].AmountMicros,
                    1
                );
            }
        }

        var included =
            events.Count == 0 ? Inclusion.None : Inclusion.Of(partition, events.Min(e => e.Sequence), events.Max(e => e.Sequence));
        // The golden files were written with logic 1.
        return new RollupAssembler().Assemble(draft, hour ?? Hour, threshold, MergeRules.Default, new(included, totals, revenue, 1));
    }

    private static int AddOptionalValues(RollupDraft draft, Event e, int rareKeys)
    {
        var optional = OptionalValues.None;
        optional.NonInteractive = e.Variant % 11 == 0;
        optional.Value = e.Variant % 13 == 0 ? e.Variant / 8.0 : null;
        optional.ScrollDepth = e.Variant % 7 == 0 ? e.Variant % 101 : -1;
        optional.EngagementMilliseconds = e.Variant % 7 == 0 ? e.Variant * 10 : -1;
        if (e.Variant % 17 == 0)
        {
            optional.Currency = draft.Pool.Intern(e.Variant % 2 == 0 ? "EUR" : "USD");
            optional.AmountMicros = (e.Variant - 500) * 1_000_000L;
        }

        optional.PropertiesAt = draft.Properties.Count;
        if (e.Variant % 3 == 0)
        {
            draft.Properties.Add((draft.Pool.Intern("plan"), draft.Pool.Intern($"p{e.Variant % 4}")));
            draft.Properties.Add((draft.Pool.Intern("size"), draft.Pool.Intern($"s{e.Variant % 6}")));
            optional.PropertyCount = 2;
        }

        for (var i = 0; i < rareKeys; i++, optional.PropertyCount++)
        {
            var key = (((e.Sequence * 7) + (i * 1013L)) % 4000).ToString("d4", CultureInfo.InvariantCulture);
            draft.Properties.Add((draft.Pool.Intern($"{(i % 2 == 0 ? "a" : "z")}{key}"), draft.Pool.Intern($"v{e.Variant % 9}")));
        }

        draft.SortProperties(optional);
        draft.OptionalValues.Add(optional);
        return draft.OptionalValues.Count - 1;
    }
}
