using System.Buffers;
using System.Text.Json;

namespace Analytics.Local.Importing.Histories;

/// <summary>Writes JSON without what tells layouts of the same values apart: white space, and members that are null.</summary>
internal static class CompactJson
{
    /// <summary>Writes a value as it is spelled, in the order of its members; compact JSON without nulls stays as it is.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static void Write(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        var reader = new Utf8JsonReader(json);
        ReadOnlySpan<byte> name = default;
        var (isNamed, isFirst) = (false, true);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = reader.ValueSpan;
                    isNamed = true;
                    continue;
                case JsonTokenType.Null when isNamed:
                    isNamed = false;
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    output.Write(reader.TokenType == JsonTokenType.EndObject ? "}"u8 : "]"u8);
                    isFirst = false;
                    continue;
                default:
                    break;
            }

            output.Write(isFirst ? ""u8 : ","u8);
            if (isNamed)
            {
                WriteText(name, output);
                output.Write(":"u8);
                isNamed = false;
            }

            isFirst = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
            if (reader.TokenType == JsonTokenType.String)
            {
                WriteText(reader.ValueSpan, output);
            }
            else
            {
                output.Write(reader.ValueSpan);
            }
        }
    }

    private static void WriteText(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        output.Write("\""u8);
        output.Write(text);
        output.Write("\""u8);
    }
}
