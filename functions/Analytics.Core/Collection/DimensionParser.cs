using System.Text.Json;
using Analytics.Core.Dimensions;
using Analytics.Core.EventLog;
using Analytics.Core.Places;

namespace Analytics.Core.Collection;

/// <summary>Parses the dimensions that an import sets directly.</summary>
internal static class DimensionParser
{
    public static void Read(ref Utf8JsonReader json, ReadOnlySpan<byte> source, TextSlice origin, EventDraft draft)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            draft.Refuse(
                CollectionErrors.InvalidType,
                "dimensions",
                $"dimensions is {JsonTexts.QuoteAndSkip(ref json)}. Send an object such as {{\"visit:source\": \"Google\"}}."
            );
            return;
        }

        draft.OverrideCount = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonTexts.SliceOf(ref json, draft, origin);
            json.Read();
            ReadValue(ref json, source, origin, draft, name);
        }

        JoinName(draft, source, DimensionNames.RegionName, (int)VisitDimension.Region);
        JoinName(draft, source, DimensionNames.CityName, (int)VisitDimension.City);
    }

    /// <summary>Joins the name of a place with its code.</summary>
    private static void JoinName(EventDraft draft, ReadOnlySpan<byte> source, int name, int place)
    {
        var overrides = draft.Overrides.AsSpan(0, draft.OverrideCount);
        var index = IndexOf(overrides, name);
        if (index < 0)
        {
            return;
        }

        var text = overrides[index].Value;
        overrides[index] = overrides[^1];
        draft.OverrideCount--;
        var code = IndexOf(overrides[..^1], place);
        if (text.IsEmpty)
        {
            return;
        }

        if (code < 0 || overrides[code].Value.IsEmpty)
        {
            Set(draft, place, text);
            return;
        }

        var room = draft.Reserve(overrides[code].Value.Length + 1 + text.Length);
        Set(draft, place, draft.Keep(PlaceText.Join(draft.Text(source, overrides[code].Value), draft.Text(source, text), room)));
    }

    private static int IndexOf(ReadOnlySpan<(int Dimension, TextSlice Value)> overrides, int dimension)
    {
        for (var i = 0; i < overrides.Length; i++)
        {
            if (overrides[i].Dimension == dimension)
            {
                return i;
            }
        }

        return -1;
    }

    private static void ReadValue(ref Utf8JsonReader json, ReadOnlySpan<byte> source, TextSlice origin, EventDraft draft, TextSlice name)
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
                CollectionErrors.UnknownDimension,
                field,
                $"{field} is no dimension an import can set. Use a visit dimension but entry or exit page or country_name, "
                    + "or event:page or event:hostname."
            );
        }
        else if (!JsonTexts.FitsIn(draft.Text(source, value), EventLimits.DimensionCharacters))
        {
            var field = FieldOf(draft, source, name);
            draft.Refuse(CollectionErrors.TooLong, field, $"{field} has over {EventLimits.DimensionCharacters} characters. Shorten it.");
        }
        else if (!Placeholders.IsUnknown(dimension, draft.Text(source, value)))
        {
            Set(draft, dimension, value);
        }
    }

    private static void Set(EventDraft draft, int dimension, TextSlice value)
    {
        var index = IndexOf(draft.Overrides.AsSpan(0, draft.OverrideCount), dimension);
        draft.Overrides[index < 0 ? draft.OverrideCount++ : index] = (dimension, value);
    }

    private static string FieldOf(EventDraft draft, ReadOnlySpan<byte> source, TextSlice name) =>
        "dimensions." + EventDraft.Quote(draft.Text(source, name)).Trim('\'');
}
