using System.Text.Json;
using Analytics.Core.EventLog;

namespace Analytics.Core.Collection;

/// <summary>Reads custom properties: a flat object, or a string that contains one. Null and empty values mean absent.</summary>
internal static class PropertyParser
{
    public static void Read(ref Utf8JsonReader json, ReadOnlySpan<byte> source, TextSlice origin, EventDraft draft)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.StartObject:
                ReadObject(ref json, source, origin, draft);
                break;
            case JsonTokenType.String:
                ReadString(JsonTexts.SliceOf(ref json, draft, origin), source, draft);
                break;
            default:
                RefuseForm(draft, JsonTexts.QuoteAndSkip(ref json, draft));
                break;
        }
    }

    private static void ReadString(TextSlice slice, ReadOnlySpan<byte> source, EventDraft draft)
    {
        if (slice.IsEmpty)
        {
            return;
        }

        var content = draft.Text(source, slice);
        var json = new Utf8JsonReader(content, new JsonReaderOptions { MaxDepth = EventLimits.Depth });
        try
        {
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                RefuseForm(draft, EventDraft.Quote(content));
                return;
            }

            ReadObject(ref json, source, slice, draft);

            // Throws if something follows the object.
            _ = json.Read();
        }
        catch (JsonException)
        {
            RefuseForm(draft, EventDraft.Quote(content));
        }
    }

    private static void ReadObject(ref Utf8JsonReader json, ReadOnlySpan<byte> source, TextSlice origin, EventDraft draft)
    {
        draft.PropertyCount = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var key = JsonTexts.SliceOf(ref json, draft, origin);
            json.Read();
            if (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                var name = NameOf(draft, source, key);
                draft.Refuse(
                    CollectionErrors.InvalidProperty, name, $"{name} is {JsonTexts.QuoteAndSkip(ref json, draft)}. Send a string, number or boolean.");
                continue;
            }

            if (json.TokenType != JsonTokenType.Null)
            {
                Add(draft, source, key, JsonTexts.SliceOf(ref json, draft, origin));
            }
        }
    }

    private static void Add(EventDraft draft, ReadOnlySpan<byte> source, TextSlice key, TextSlice value)
    {
        if (key.IsEmpty || value.IsEmpty)
        {
            return;
        }

        if (!JsonTexts.FitsIn(draft.Text(source, key), EventLimits.PropertyKeyCharacters))
        {
            draft.Refuse(
                CollectionErrors.TooLong,
                "props",
                $"The property key {EventDraft.Quote(draft.Text(source, key))} has over {EventLimits.PropertyKeyCharacters} characters. Shorten it.");
        }
        else if (!JsonTexts.FitsIn(draft.Text(source, value), EventLimits.PropertyValueCharacters))
        {
            var name = NameOf(draft, source, key);
            draft.Refuse(
                CollectionErrors.TooLong,
                name,
                $"{name} {EventDraft.Quote(draft.Text(source, value))} has over {EventLimits.PropertyValueCharacters} characters. Shorten it.");
        }
        else if (draft.PropertyCount == EventLimits.Properties)
        {
            draft.Refuse(
                CollectionErrors.TooManyProperties,
                "props",
                $"The event has over {EventLimits.Properties} properties, the first too many {EventDraft.Quote(draft.Text(source, key))}. Send fewer.");
        }
        else
        {
            Set(draft, source, key, value);
        }
    }

    private static void Set(EventDraft draft, ReadOnlySpan<byte> source, TextSlice key, TextSlice value)
    {
        // As everywhere in JSON, the last of equal keys counts.
        var text = draft.Text(source, key);
        for (var i = 0; i < draft.PropertyCount; i++)
        {
            if (draft.Text(source, draft.Properties[i].Key).SequenceEqual(text))
            {
                draft.Properties[i].Value = value;
                return;
            }
        }

        draft.Properties[draft.PropertyCount++] = (key, value);
    }

    private static string NameOf(EventDraft draft, ReadOnlySpan<byte> source, TextSlice key) =>
        "props." + EventDraft.Quote(draft.Text(source, key)).Trim('\'');

    private static void RefuseForm(EventDraft draft, string value) =>
        draft.Refuse(CollectionErrors.InvalidProperty, "props", $"props is {value}. Send a flat JSON object of strings, numbers and booleans.");
}
