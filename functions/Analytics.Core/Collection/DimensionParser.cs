using System.Text.Json;
using Analytics.Core.EventLog;

namespace Analytics.Core.Collection;

/// <summary>Reads the dimensions that an import sets outright.</summary>
internal static class DimensionParser
{
    public static void Read(ref Utf8JsonReader json, ReadOnlySpan<byte> source, TextSlice origin, EventDraft draft)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            draft.Refuse(
                CollectionErrors.InvalidType,
                "dimensions",
                $"dimensions is {JsonTexts.QuoteAndSkip(ref json)}. Send an object such as {{\"visit:source\": \"Google\"}}.");
            return;
        }

        draft.OverrideCount = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonTexts.SliceOf(ref json, draft, origin);
            json.Read();
            ReadValue(ref json, source, origin, draft, name);
        }
    }

    private static void ReadValue(
        ref Utf8JsonReader json, ReadOnlySpan<byte> source, TextSlice origin, EventDraft draft, TextSlice name)
    {
        if (json.TokenType == JsonTokenType.Null)
        {
            return;
        }

        if (json.TokenType != JsonTokenType.String)
        {
            var field = FieldOf(draft, source, name);
            draft.Refuse(CollectionErrors.InvalidType, field, $"{field} is {JsonTexts.QuoteAndSkip(ref json)}. Send a string.");
            return;
        }

        var dimension = DimensionNames.Find(draft.Text(source, name));
        var value = JsonTexts.SliceOf(ref json, draft, origin);
        if (dimension < 0)
        {
            var field = FieldOf(draft, source, name);
            draft.Refuse(
                CollectionErrors.UnknownDimension, field, $"{field} is no dimension an import can set. Use a visit dimension but entry or exit page, or event:hostname.");
        }
        else if (!JsonTexts.FitsIn(draft.Text(source, value), EventLimits.DimensionCharacters))
        {
            var field = FieldOf(draft, source, name);
            draft.Refuse(CollectionErrors.TooLong, field, $"{field} has over {EventLimits.DimensionCharacters} characters. Shorten it.");
        }
        else
        {
            Set(draft, dimension, value);
        }
    }

    private static void Set(EventDraft draft, int dimension, TextSlice value)
    {
        for (var i = 0; i < draft.OverrideCount; i++)
        {
            if (draft.Overrides[i].Dimension == dimension)
            {
                draft.Overrides[i].Value = value;
                return;
            }
        }

        draft.Overrides[draft.OverrideCount++] = (dimension, value);
    }

    private static string FieldOf(EventDraft draft, ReadOnlySpan<byte> source, TextSlice name) =>
        "dimensions." + EventDraft.Quote(draft.Text(source, name)).Trim('\'');
}
