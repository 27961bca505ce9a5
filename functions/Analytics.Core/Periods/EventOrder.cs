namespace Analytics.Core.Periods;

/// <summary>
/// A total order of events that depends only on the events: by time, then by content. Equal events are interchangeable.
/// </summary>
internal static class EventOrder
{
    public static int Compare(RollupDraft draft, int a, int b)
    {
        var byTime = draft.TimeOf(a).CompareTo(draft.TimeOf(b));
        return byTime != 0 ? byTime : CompareContent(draft, a, b);
    }

    public static int CompareContent(RollupDraft draft, int a, int b)
    {
        var order = CompareTexts(draft, draft.Names[a], draft.Names[b]);
        order = order != 0 ? order : CompareTexts(draft, draft.Pages[a], draft.Pages[b]);
        order = order != 0 ? order : CompareTexts(draft, draft.Hosts[a], draft.Hosts[b]);
        return order != 0 ? order : CompareOptionalValues(draft, a, b);
    }

    public static int CompareDimensions(RollupDraft draft, int fragmentA, int fragmentB)
    {
        var order = 0;
        var left = draft.DimensionsOf(fragmentA);
        var right = draft.DimensionsOf(fragmentB);
        for (var i = 0; order == 0 && i < RollupDraft.Dimensions; i++)
        {
            order = CompareTexts(draft, left[i], right[i]);
        }

        return order;
    }

    private static int CompareOptionalValues(RollupDraft draft, int a, int b)
    {
        var (left, right) = (OptionalValuesOf(draft, a), OptionalValuesOf(draft, b));
        var order = draft.KeyOf(a).CompareTo(draft.KeyOf(b));
        order = order != 0 ? order : Nullable.Compare(left.Value, right.Value);
        order = order != 0 ? order : left.AmountMicros.CompareTo(right.AmountMicros);
        order = order != 0 ? order : CompareTexts(draft, left.Currency, right.Currency);
        order = order != 0 ? order : left.NonInteractive.CompareTo(right.NonInteractive);
        order = order != 0 ? order : left.ScrollDepth.CompareTo(right.ScrollDepth);
        order = order != 0 ? order : left.EngagementMilliseconds.CompareTo(right.EngagementMilliseconds);
        order = order != 0 ? order : left.PropertyCount.CompareTo(right.PropertyCount);
        for (var i = 0; order == 0 && i < left.PropertyCount; i++)
        {
            var (x, y) = (draft.Properties[left.PropertiesAt + i], draft.Properties[right.PropertiesAt + i]);
            order = CompareTexts(draft, x.Key, y.Key);
            order = order != 0 ? order : CompareTexts(draft, x.Value, y.Value);
        }

        return order;
    }

    private static OptionalValues OptionalValuesOf(RollupDraft draft, int row) =>
        draft.OptionalValuesOf[row] < 0 ? OptionalValues.None : draft.OptionalValues[draft.OptionalValuesOf[row]];

    private static int CompareTexts(RollupDraft draft, int a, int b) => a == b ? 0 : draft.Pool[a].SequenceCompareTo(draft.Pool[b]);
}
