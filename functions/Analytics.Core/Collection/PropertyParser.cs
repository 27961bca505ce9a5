using System.Text.Json;
using Analytics.Core.EventLog;

namespace Analytics.Core.Collection;

/// <summary>Reads custom properties: a flat object, or a string that contains one. Null and empty values count as absent.</summary>
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
                WarnOfForm(draft, JsonTexts.QuoteAndSkip(ref json));
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
                WarnOfForm(draft, EventDraft.Quote(content));
                return;
            }

            ReadObject(ref json, source, slice, draft);

            // Throws if something follows the object.
            _ = json.Read();
        }
        catch (JsonException)
        {
            WarnOfForm(draft, EventDraft.Quote(content));
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
                var kind = JsonTexts.QuoteAndSkip(ref json);
                if (!draft.HasAllWarnings)
                {
                    WarnOfValue(draft, draft.Text(source, key), kind);
                }

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

        var name = draft.Text(source, key);
        var text = draft.Text(source, value);
        if (JsonTexts.FitsIn(name, EventLimits.PropertyKeyCharacters) && JsonTexts.FitsIn(text, EventLimits.PropertyValueCharacters))
        {
            Set(draft, source, key, value);
        }
        else if (!draft.HasAllWarnings)
        {
            WarnOfLength(draft, name, text);
        }
    }

    private static void Set(EventDraft draft, ReadOnlySpan<byte> source, TextSlice key, TextSlice value)
    {
        // As usual in JSON, the last of equal keys counts.
        var text = draft.Text(source, key);
        for (var i = 0; i < draft.PropertyCount; i++)
        {
            if (draft.Text(source, draft.Properties[i].Key).SequenceEqual(text))
            {
                draft.Properties[i].Value = value;
                return;
            }
        }

        if (draft.PropertyCount < EventLimits.Properties)
        {
            draft.Properties[draft.PropertyCount++] = (key, value);
        }
        else
        {
            draft.Warn(
                CollectionErrors.TooManyProperties,
                "props",
                $"The event has over {EventLimits.Properties} properties; {EventDraft.Quote(text)} was dropped. Send fewer."
            );
        }
    }

    private static string NameOf(ReadOnlySpan<byte> key) => "props." + EventDraft.Quote(key).Trim('\'');

    private static void WarnOfLength(EventDraft draft, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var (field, text, most) = JsonTexts.FitsIn(key, EventLimits.PropertyKeyCharacters)
            ? (NameOf(key), $"{NameOf(key)} {EventDraft.Quote(value)}", EventLimits.PropertyValueCharacters)
            : ("props", $"The property key {EventDraft.Quote(key)}", EventLimits.PropertyKeyCharacters);
        draft.Warn(CollectionErrors.TooLong, field, $"{text} has over {most} characters and was dropped. Shorten it.");
    }

    private static void WarnOfValue(EventDraft draft, ReadOnlySpan<byte> key, string value)
    {
        var name = NameOf(key);
        draft.Warn(CollectionErrors.InvalidProperty, name, $"{name} is {value} and was dropped. Send a string, number or boolean.");
    }

    private static void WarnOfForm(EventDraft draft, string value)
    {
        draft.PropertyCount = 0;
        draft.Warn(
            CollectionErrors.InvalidProperty,
            "props",
            $"props is {value}. Send a flat JSON object of strings, numbers and booleans. The event was kept without properties."
        );
    }
}
