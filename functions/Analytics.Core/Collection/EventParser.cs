using System.Text.Json;
using Analytics.Core.EventLog;
using Analytics.Core.Text;

namespace Analytics.Core.Collection;

/// <summary>
/// Reads one event into a draft and checks each field. An invalid detail is dropped with a warning. An invalid essential field refuses
/// the event, but its object is read to the end, so that its site is known and the next event of a batch can be read.
/// </summary>
internal static class EventParser
{
    private const int HashDigits = 16;

    /// <summary>Reads the value at the reader's position.</summary>
    /// <param name="json">The reader, at the first token of the event; afterwards at its last one.</param>
    /// <param name="source">The text of the reader.</param>
    /// <param name="draft">Receives the event.</param>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static void Read(ref Utf8JsonReader json, ReadOnlySpan<byte> source, EventDraft draft)
    {
        draft.Reset();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            draft.Refuse(CollectionErrors.NotAnObject, "", $"The event is {JsonTexts.QuoteAndSkip(ref json)}. Send a JSON object.");
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
                ReadText(
                    ref json,
                    source,
                    origin,
                    draft,
                    "domain",
                    EventLimits.DomainsPerEvent * (EventLimits.DomainCharacters + 1),
                    ref draft.Domain
                );
                break;
            case EventKey.Name:
                ReadText(ref json, source, origin, draft, "name", EventLimits.NameCharacters, ref draft.Name);
                break;
            case EventKey.Url:
                ReadUrl(ref json, source, origin, draft);
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
            case EventKey.VisitorHash:
                draft.VisitorHash = ReadHash(ref json, source, origin, draft, "visitor_hash");
                break;
            case EventKey.PreviousVisitorHash:
                draft.PreviousVisitorHash = ReadHash(ref json, source, origin, draft, "previous_visitor_hash") ?? 0;
                break;
            case EventKey.UserAgent:
                draft.HasUserAgent = TryReadDetail(ref json, origin, draft, "user_agent", ref draft.UserAgent);
                break;
            case EventKey.Address:
                ReadText(ref json, source, origin, draft, "ip", EventLimits.AddressCharacters, ref draft.Address);
                break;
            case EventKey.ExportedFrom:
                ReadText(ref json, source, origin, draft, "exported_from", 2 * EventLimits.DomainCharacters, ref draft.ExportedFrom);
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
                ReadFlag(ref json, draft, "interactive", ref draft.IsInteractive);
                break;
            case EventKey.IsOrderId:
                ReadFlag(ref json, draft, "is_order_id", ref draft.IsOrderId);
                break;
            case EventKey.HashMode:
                ReadFlag(ref json, draft, "hashMode", ref draft.HasFragmentPages);
                break;
            case EventKey.Unknown:
                JsonTexts.Skip(ref json);
                break;
            default:
                NumberParser.Read(ref json, draft, key);
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
        ref TextSlice slice
    )
    {
        // Clients without strict types send ids as numbers; a number counts as its text.
        if (json.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
        {
            draft.Refuse(CollectionErrors.InvalidType, field, $"{field} is {JsonTexts.QuoteAndSkip(ref json)}. Send a string.");
            return;
        }

        slice = JsonTexts.SliceOf(ref json, draft, origin);
        if (slice.Length > maxCharacters && !JsonTexts.FitsIn(draft.Text(source, slice), maxCharacters))
        {
            draft.Refuse(
                CollectionErrors.TooLong,
                field,
                $"{field} {EventDraft.Quote(draft.Text(source, slice))} has over {maxCharacters} characters. Shorten it."
            );
        }
    }

    private static ulong? ReadHash(ref Utf8JsonReader json, ReadOnlySpan<byte> source, TextSlice origin, EventDraft draft, string field)
    {
        TextSlice text = default;
        ReadText(ref json, source, origin, draft, field, HashDigits, ref text);
        if (
            draft.Problem is null
            && (
                text.Length != HashDigits
                || !ulong.TryParse(draft.Text(source, text), System.Globalization.NumberStyles.AllowHexSpecifier, null, out _)
            )
        )
        {
            draft.Refuse(
                CollectionErrors.InvalidType,
                field,
                $"{field} {EventDraft.Quote(draft.Text(source, text))} is no id of an export. Send its {HashDigits} hexadecimal digits."
            );
        }

        return draft.Problem is null
            ? ulong.Parse(draft.Text(source, text), System.Globalization.NumberStyles.AllowHexSpecifier, null)
            : null;
    }

    private static void ReadUrl(ref Utf8JsonReader json, ReadOnlySpan<byte> source, TextSlice origin, EventDraft draft)
    {
        ReadText(ref json, source, origin, draft, "url", int.MaxValue, ref draft.Url);
        var blanks = draft.Text(source, draft.Url).IndexOfAnyExcept(" \t\r\n"u8);
        draft.Url = blanks <= 0 ? draft.Url : draft.Url with { Start = draft.Url.Start + blanks, Length = draft.Url.Length - blanks };
        Cut(source, draft, "url", EventLimits.UrlCharacters, CollectionErrors.UrlCut, ref draft.Url);
    }

    private static void ReadReferrer(ref Utf8JsonReader json, ReadOnlySpan<byte> source, TextSlice origin, EventDraft draft)
    {
        TryReadDetail(ref json, origin, draft, "referrer", ref draft.Referrer);
        Cut(source, draft, "referrer", EventLimits.ReferrerCharacters, CollectionErrors.ReferrerCut, ref draft.Referrer);
    }

    private static bool TryReadDetail(ref Utf8JsonReader json, TextSlice origin, EventDraft draft, string field, ref TextSlice slice)
    {
        if (json.TokenType == JsonTokenType.String)
        {
            slice = JsonTexts.SliceOf(ref json, draft, origin);
            return true;
        }

        WarnOfType(ref json, draft, field, "a string");
        return false;
    }

    private static void Cut(ReadOnlySpan<byte> source, EventDraft draft, string field, int maxCharacters, string code, ref TextSlice slice)
    {
        if (slice.Length <= maxCharacters)
        {
            return;
        }

        var bytes = JsonTexts.CutAt(draft.Text(source, slice), maxCharacters);
        if (bytes < slice.Length)
        {
            draft.Warn(
                code,
                field,
                $"{field} {EventDraft.Quote(draft.Text(source, slice))} was cut to {maxCharacters} characters. The event was kept."
            );
            slice = slice with { Length = bytes };
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
            $"timestamp {JsonTexts.QuoteAndSkip(ref json)} is neither ISO 8601 nor Unix milliseconds. Send e.g. "
                + "2026-01-31T09:30:00Z, or leave it out."
        );
    }

    /// <summary>Reads a flag; 1 and 0 count as true and false.</summary>
    private static void ReadFlag(ref Utf8JsonReader json, EventDraft draft, string field, ref bool flag)
    {
        var isText = json.TokenType == JsonTokenType.String;
        if (
            json.TokenType == JsonTokenType.True
            || (isText && (JsonStrings.ValueIs(ref json, "true"u8) || JsonStrings.ValueIs(ref json, "1"u8)))
        )
        {
            flag = true;
        }
        else if (
            json.TokenType == JsonTokenType.False
            || (isText && (JsonStrings.ValueIs(ref json, "false"u8) || JsonStrings.ValueIs(ref json, "0"u8)))
        )
        {
            flag = false;
        }
        else if (json.TokenType == JsonTokenType.Number && json.ValueSpan is [(byte)'0' or (byte)'1'])
        {
            flag = json.ValueSpan[0] == '1';
        }
        else
        {
            WarnOfType(ref json, draft, field, "true or false");
        }
    }

    private static void WarnOfType(ref Utf8JsonReader json, EventDraft draft, string field, string wanted) =>
        draft.Warn(
            CollectionErrors.InvalidType,
            field,
            $"{field} is {JsonTexts.QuoteAndSkip(ref json)} and was left out. Send {wanted}. The event was kept."
        );
}
