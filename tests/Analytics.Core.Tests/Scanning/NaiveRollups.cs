using Analytics.Core.Dimensions;
using Analytics.Core.Periods;
using Analytics.Core.Text;

namespace Analytics.Core.Tests.Scanning;

/// <summary>Rollups of plain events.</summary>
internal static class NaiveRollups
{
    public static Rollup Of(RollupPeriod period, IReadOnlyList<NaiveEvent> events)
    {
        var draft = new RollupDraft(new TextPool());
        foreach (var e in events)
        {
            var dimensions = draft.AddFragment(e.Visitor);
            for (var i = 0; i < dimensions.Length; i++)
            {
                dimensions[i] = draft.Pool.Intern(e.Visit?.GetValueOrDefault((VisitDimension)i) ?? string.Empty);
            }

            draft.AddEvent(
                new((int)(e.Second - period.Start), 0),
                draft.Pool.Intern(e.Name),
                draft.Pool.Intern(e.Page),
                draft.Pool.Intern(e.Hostname),
                0,
                AddOptionalValues(draft, e)
            );
        }

        return new RollupAssembler().Assemble(draft, period, ulong.MaxValue, MergeRules.Default);
    }

    private static int AddOptionalValues(RollupDraft draft, NaiveEvent e)
    {
        var optional = OptionalValues.None;
        optional.NonInteractive = !e.CountsAgainstBounce;
        optional.ScrollDepth = e is { IsEngagement: true, ScrollDepth: { } depth } ? depth : -1;
        optional.EngagementMilliseconds = e is { IsEngagement: true, EngagedFor: { } time } ? time : -1;
        optional.Value = e.Value;
        optional.Currency = e.Currency is null ? 0 : draft.Pool.Intern(e.Currency);
        optional.AmountMicros = (long)(e.Amount * 1_000_000m);
        optional.PropertiesAt = draft.Properties.Count;
        foreach (var (key, value) in e.Props ?? new Dictionary<string, string>())
        {
            draft.Properties.Add((draft.Pool.Intern(key), draft.Pool.Intern(value)));
            optional.PropertyCount++;
        }

        draft.OptionalValues.Add(optional);
        return draft.OptionalValues.Count - 1;
    }
}
