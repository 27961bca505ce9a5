using Analytics.Core.Agents;
using Analytics.Core.Dimensions;
using Analytics.Core.EventLog;
using Analytics.Core.Sites;

namespace Analytics.Core.Collection;

/// <summary>Writes a valid draft and the facts derived for it into a segment.</summary>
internal static class EventWriter
{
    public static void Write(
        EventSegmentWriter segment,
        EventDraft draft,
        ReadOnlySpan<byte> source,
        CollectionContext context,
        SiteEntry site,
        Agent agent,
        ResolvedPlace place,
        long timestamp,
        ulong visitor,
        ulong previousVisitor
    )
    {
        var flags =
            (draft.IsInteractive ? EventFlags.None : EventFlags.NonInteractive)
            | (draft.HasTimestamp && !draft.IsOrderId ? EventFlags.ClientTimestamp : EventFlags.None)
            | (draft.Rank > 0 ? EventFlags.Ranked : EventFlags.None)
            | (context.IsImport ? EventFlags.Imported : EventFlags.None)
            | (draft.HasFragmentPages ? EventFlags.FragmentPages : EventFlags.None);
        segment.BeginEvent(timestamp, visitor, previousVisitor, flags);
        segment.Set(EventField.Site, site.Utf8Id);
        segment.Set(EventField.Name, draft.Text(source, draft.Name));
        segment.Set(EventField.Url, draft.Text(source, draft.Url));
        segment.Set(EventField.Referrer, draft.Text(source, draft.Referrer));
        segment.Set(EventField.Device, draft.ScreenWidth >= 0 ? DeviceClass.OfScreenWidth(draft.ScreenWidth) : agent.Device);
        segment.Set(EventField.Browser, agent.Browser);
        segment.Set(EventField.BrowserVersion, agent.BrowserVersion);
        segment.Set(EventField.Os, agent.Os);
        segment.Set(EventField.OsVersion, agent.OsVersion);
        segment.Set(EventField.Id, draft.Text(source, draft.Id));
        segment.Set(VisitDimension.Platform, context.Platform.IsEmpty ? agent.Platform : context.Platform.Span);
        if (!context.IsImport)
        {
            segment.Set(VisitDimension.Language, context.Language.Span);
        }

        segment.Set(EventField.Country, place.Country);
        segment.Set(EventField.Region, place.Region);
        segment.Set(EventField.City, place.City);

        WriteOptionalParts(segment, draft, source);
        segment.EndEvent();
    }

    private static void WriteOptionalParts(EventSegmentWriter segment, EventDraft draft, ReadOnlySpan<byte> source)
    {
        for (var i = 0; i < draft.PropertyCount; i++)
        {
            var (key, text) = draft.Properties[i];
            segment.AddProperty(draft.Text(source, key), draft.Text(source, text));
        }

        for (var i = 0; i < draft.OverrideCount; i++)
        {
            var (dimension, text) = draft.Overrides[i];
            segment.AddOverride(dimension, draft.Text(source, text));
        }

        if (!draft.Currency.IsEmpty)
        {
            segment.SetRevenue(draft.Text(source, draft.Currency), draft.AmountMicros);
        }

        if (draft.Value is { } number)
        {
            segment.SetValue(number);
        }

        if (draft.ScrollDepth >= 0)
        {
            segment.SetScrollDepth(draft.ScrollDepth);
        }

        if (draft.EngagementMilliseconds >= 0)
        {
            segment.SetEngagementTime(draft.EngagementMilliseconds);
        }
    }
}
