using System.Text.Json;
using Analytics.Core.EventLog;
using Analytics.Core.Text;

namespace Analytics.Core.Collection;

/// <summary>
/// Reads one event from a reader into a draft and checks each field by itself. A bad field refuses the event, but its object is read to the
/// end, so that the site is known and the next event of a batch can follow.
/// </summary>
internal static class EventParser
{
    /// <summary>Reads the value the reader stands at.</summary>
    /// <param name="json">The reader, at the first token of the event; left at its last.</param>
    /// <param name="source">What the reader reads.</param>
    /// <param name="draft">Reset and filled.</param>
    /// <param name="maxDepth">How deep the event may nest.</param>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static void Read(ref Utf8JsonReader json, ReadOnlySpan<byte> source, EventDraft draft, int maxDepth)
    {
        draft.Reset(maxDepth);
        if (json.TokenType != JsonTokenType.StartObject)
        {
            draft.Refuse(CollectionErrors.NotAnObject, "", $"The event is {JsonTexts.QuoteAndSkip(ref json, draft)}. Send a JSON object.");
            return;
        }

        var origin = new TextSlice(0, source.Length, false);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var key = json.ValueIsEscaped
                ? EventKeys.Find(draft.Text(source, JsonTexts.SliceOf(ref json, draft, origin)))
                : EventKeys.Find(json.ValueSpan);
            json.Read();
            if (json.TokenType != JsonTokenType.Null)
            {
                ReadField(ref json, source, origin, draft, key);
            }
        }
    }

    private static void ReadField(ref Utf8JsonReader json, ReadOnlySpan<byte> source, TextSlice origin, EventDraft draft, EventKey key)
    {
        switch (key)
        {
            case EventKey.Domain:
                ReadText(ref json, source, origin, draft, "domain", EventLimits.DomainsPerEvent * (EventLimits.DomainCharacters + 1), ref draft.Domain);
                break;
            case EventKey.Name:
                ReadText(ref json, source, origin, draft, "name", EventLimits.NameCharacters, ref draft.Name);
                break;
            case EventKey.Url:
                ReadText(ref json, source, origin, draft, "url", EventLimits.UrlCharacters, ref draft.Url);
                break;
            case EventKey.Referrer:
                ReadReferrer(ref json, source, origin, draft);
                break;
            case EventKey.Id:
                ReadText(ref json, source, origin, draft, "id", EventLimits.IdCharacters, ref draft.Id);
                break;
            case EventKey.VisitorId:
                ReadText(ref json, source, origin, draft, "visitor_id", EventLimits.VisitorIdCharacters, ref draft.VisitorId);
                break;
            case EventKey.UserAgent:
                draft.HasUserAgent = true;
                ReadText(ref json, source, origin, draft, "user_agent", int.MaxValue, ref draft.UserAgent);
                break;
            case EventKey.Address:
                ReadText(ref json, source, origin, draft, "ip", EventLimits.AddressCharacters, ref draft.Address);
                break;
            case EventKey.Properties:
                PropertyParser.Read(ref json, source, origin, draft);
                break;
            case EventKey.Revenue:
                RevenueParser.Read(ref json, source, origin, draft);
                break;
            case EventKey.Dimensions:
                DimensionParser.Read(ref json, source, origin, draft);
                break;
            case EventKey.Timestamp:
                ReadTimestamp(ref json, source, origin, draft);
                break;
            case EventKey.Interactive:
                ReadInteractive(ref json, draft);
                break;
            case EventKey.Unknown:
                JsonTexts.Skip(ref json, draft);
                break;
            default:
                ReadNumber(ref json, draft, key);
                break;
        }
    }

    private static void ReadText(
        ref Utf8JsonReader json,
        ReadOnlySpan<byte> source,
        TextSlice origin,
        EventDraft draft,
        string field,
        int maxCharacters,
        ref TextSlice slice)
    {
        // A number is what a typeless client sends for an id; it is as good as its text.
        if (json.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
        {
            draft.Refuse(CollectionErrors.InvalidType, field, $"{field} is {JsonTexts.QuoteAndSkip(ref json, draft)}. Send a string.");
            return;
        }

        slice = JsonTexts.SliceOf(ref json, draft, origin);
        if (slice.Length > maxCharacters && !JsonTexts.FitsIn(draft.Text(source, slice), maxCharacters))
        {
            draft.Refuse(
                CollectionErrors.TooLong,
                field,
                $"{field} {EventDraft.Quote(draft.Text(source, slice))} has over {maxCharacters} characters. Shorten it.");
        }
    }

    private static void ReadReferrer(ref Utf8JsonReader json, ReadOnlySpan<byte> source, TextSlice origin, EventDraft draft)
    {
        ReadText(ref json, source, origin, draft, "referrer", int.MaxValue, ref draft.Referrer);
        if (draft.Referrer.Length <= EventLimits.ReferrerCharacters)
        {
            return;
        }

        var bytes = JsonTexts.CutAt(draft.Text(source, draft.Referrer), EventLimits.ReferrerCharacters);
        if (bytes < draft.Referrer.Length)
        {
            draft.Warn(
                CollectionErrors.ReferrerCut,
                "referrer",
                $"referrer {EventDraft.Quote(draft.Text(source, draft.Referrer))} was cut to {EventLimits.ReferrerCharacters} characters. The event was kept.");
            draft.Referrer = draft.Referrer with { Length = bytes };
        }
    }

    private static void ReadTimestamp(ref Utf8JsonReader json, ReadOnlySpan<byte> source, TextSlice origin, EventDraft draft)
    {
        TextSlice text = default;
        if (json.TokenType is JsonTokenType.Number or JsonTokenType.String)
        {
            text = JsonTexts.SliceOf(ref json, draft, origin);
            if (EventTimestamp.TryParse(draft.Text(source, text), out draft.TimestampMilliseconds))
            {
                draft.HasTimestamp = true;
                return;
            }
        }

        draft.Refuse(
            CollectionErrors.InvalidTimestamp,
            "timestamp",
            $"timestamp {JsonTexts.QuoteAndSkip(ref json, draft)} is neither ISO 8601 nor Unix milliseconds. Send e.g. 2026-01-31T09:30:00Z, or leave it out.");
    }

    private static void ReadInteractive(ref Utf8JsonReader json, EventDraft draft)
    {
        if (json.TokenType == JsonTokenType.True || (json.TokenType == JsonTokenType.String && JsonStrings.ValueIs(ref json, "true"u8)))
        {
            draft.IsInteractive = true;
        }
        else if (json.TokenType == JsonTokenType.False || (json.TokenType == JsonTokenType.String && JsonStrings.ValueIs(ref json, "false"u8)))
        {
            draft.IsInteractive = false;
        }
        else
        {
            draft.Refuse(
                CollectionErrors.InvalidType, "interactive", $"interactive is {JsonTexts.QuoteAndSkip(ref json, draft)}. Send true or false.");
        }
    }

    private static void ReadNumber(ref Utf8JsonReader json, EventDraft draft, EventKey key)
    {
        var (field, max) = key switch
        {
            EventKey.ScrollDepth => ("scroll_depth", EventLimits.ScrollDepth),
            EventKey.EngagementTime => ("engagement_time", EventLimits.EngagementMilliseconds),
            EventKey.ScreenWidth => ("screen_width", int.MaxValue),
            _ => ("value", double.MaxValue),
        };
        var min = key == EventKey.Value ? double.MinValue : 0;
        if (!JsonTexts.TryGetNumber(ref json, out var number) || number < min || number > max)
        {
            var range = key == EventKey.Value ? "a finite number" : $"a number from 0 to {max:0}";
            draft.Refuse(CollectionErrors.InvalidNumber, field, $"{field} is {JsonTexts.QuoteAndSkip(ref json, draft)}. Send {range}.");
            return;
        }

        switch (key)
        {
            case EventKey.ScrollDepth:
                draft.ScrollDepth = (int)Math.Round(number);
                break;
            case EventKey.EngagementTime:
                draft.EngagementMilliseconds = (long)number;
                break;
            case EventKey.ScreenWidth:
                draft.ScreenWidth = (int)number;
                break;
            default:
                draft.Value = number;
                break;
        }
    }
}
