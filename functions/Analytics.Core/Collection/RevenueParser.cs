using System.Globalization;
using System.Text.Json;
using Analytics.Core.EventLog;
using Analytics.Core.Text;

namespace Analytics.Core.Collection;

/// <summary>
/// Reads revenue: an object, or a string that contains one. Invalid revenue is dropped with a warning; the event is kept.
/// </summary>
internal static class RevenueParser
{
    private const string Remedy =
        "Send {\"currency\": an ISO 4217 code, \"amount\": a number or numeric string}. The event was kept without revenue.";

    public static void Read(ref Utf8JsonReader json, ReadOnlySpan<byte> source, TextSlice origin, EventDraft draft)
    {
        if (json.TokenType == JsonTokenType.StartObject)
        {
            ReadObject(ref json, source, origin, draft);
            return;
        }

        if (json.TokenType == JsonTokenType.String)
        {
            var slice = JsonTexts.SliceOf(ref json, draft, origin);
            var inner = new Utf8JsonReader(draft.Text(source, slice), new JsonReaderOptions { MaxDepth = EventLimits.Depth });
            try
            {
                if (inner.Read() && inner.TokenType == JsonTokenType.StartObject)
                {
                    ReadObject(ref inner, source, slice, draft);
                    return;
                }
            }
            catch (JsonException)
            {
                draft.Currency = default;
            }
        }

        Drop(draft, "revenue", JsonTexts.QuoteAndSkip(ref json));
    }

    private static void ReadObject(ref Utf8JsonReader json, ReadOnlySpan<byte> source, TextSlice origin, EventDraft draft)
    {
        TextSlice currency = default;
        TextSlice amount = default;
        var isEmpty = true;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isCurrency = JsonStrings.ValueIs(ref json, "currency"u8);
            var isAmount = JsonStrings.ValueIs(ref json, "amount"u8);
            json.Read();
            isEmpty = false;
            if (isCurrency && json.TokenType == JsonTokenType.String)
            {
                currency = JsonTexts.SliceOf(ref json, draft, origin);
            }
            else if (isAmount && json.TokenType is JsonTokenType.Number or JsonTokenType.String)
            {
                amount = JsonTexts.SliceOf(ref json, draft, origin);
            }
            else
            {
                JsonTexts.Skip(ref json);
            }
        }

        if (isEmpty)
        {
            // Plausible's trackers send an empty object with every tagged element without revenue.
            draft.Currency = default;
        }
        else if (!Currencies.IsKnown(draft.Text(source, currency)))
        {
            Drop(draft, "revenue.currency", EventDraft.Quote(draft.Text(source, currency)));
        }
        else if (!TryParseMicros(draft.Text(source, amount), out draft.AmountMicros))
        {
            Drop(draft, "revenue.amount", EventDraft.Quote(draft.Text(source, amount)));
        }
        else
        {
            draft.Currency = UpperCase(draft, source, currency);
        }
    }

    /// <summary>Parses an amount to millionths, rounding ties to even.</summary>
    internal static bool TryParseMicros(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        if (
            !decimal.TryParse(text.Trim((byte)' '), NumberStyles.Float, CultureInfo.InvariantCulture, out var amount)
            || Math.Abs(amount) > EventLimits.RevenueAmount
        )
        {
            return false;
        }

        micros = (long)Math.Round(amount * 1_000_000m, MidpointRounding.ToEven);
        return true;
    }

    private static TextSlice UpperCase(EventDraft draft, ReadOnlySpan<byte> source, TextSlice currency)
    {
        var letters = draft.Text(source, currency);
        if (!letters.ContainsAnyInRange((byte)'a', (byte)'z'))
        {
            return currency;
        }

        var target = draft.Reserve(letters.Length);
        for (var i = 0; i < letters.Length; i++)
        {
            target[i] = (byte)(letters[i] & ~0x20);
        }

        return draft.Keep(letters.Length);
    }

    private static void Drop(EventDraft draft, string field, string value)
    {
        draft.Currency = default;
        draft.Warn(CollectionErrors.InvalidRevenue, field, $"{field} {value} cannot be read. {Remedy}");
    }
}
