using System.Buffers;
using System.Text;

namespace Analytics.Core.Text;

/// <summary>
/// Records and fields of CSV as in RFC 4180: a quoted field may contain commas, doubled quotes and line breaks. Thread-safe.
/// </summary>
public static class CsvRecords
{
    /// <summary>Removes the first record, without its line feed, from the start of a buffer.</summary>
    /// <param name="buffer">The bytes read so far; on success those after the record.</param>
    /// <param name="isLast">True if no bytes follow.</param>
    /// <param name="maxBytes">
    /// The maximum length of a record. A quote that is still open there is treated as text: the record then ends with its line.
    /// </param>
    /// <param name="record">The record.</param>
    /// <returns>False if more bytes are needed.</returns>
    public static bool TryTake(ref ReadOnlySequence<byte> buffer, bool isLast, int maxBytes, out ReadOnlySequence<byte> record)
    {
        record = default;
        if (buffer.IsEmpty)
        {
            return false;
        }

        if (EndOf(buffer, out var isQuoteOpen) is { } end)
        {
            return Take(ref buffer, end, out record);
        }

        if (!isLast && buffer.Length <= maxBytes)
        {
            return false;
        }

        if ((isQuoteOpen || buffer.Length > maxBytes) && buffer.PositionOf((byte)'\n') is { } line)
        {
            return Take(ref buffer, line, out record);
        }

        record = buffer;
        buffer = buffer.Slice(buffer.End);
        return true;
    }

    /// <summary>Splits a record.</summary>
    /// <returns>The fields; null if a quote is open at the end.</returns>
    public static List<string>? Split(string record)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < record.Length; i++)
        {
            var c = record[i];
            if (isQuoted)
            {
                if (c != '"')
                {
                    field.Append(c);
                }
                else if (i + 1 < record.Length && record[i + 1] == '"')
                {
                    field.Append(record[++i]);
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (c == ',')
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else if (c == '"' && field.Length == 0)
            {
                isQuoted = true;
            }
            else
            {
                field.Append(c);
            }
        }

        fields.Add(field.ToString());
        return isQuoted ? null : fields;
    }

    private static bool Take(ref ReadOnlySequence<byte> buffer, SequencePosition end, out ReadOnlySequence<byte> record)
    {
        record = buffer.Slice(0, end);
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        return true;
    }

    // A doubled quote closes and reopens the field, which has the same result here.
    private static SequencePosition? EndOf(in ReadOnlySequence<byte> buffer, out bool isQuoted)
    {
        var reader = new SequenceReader<byte>(buffer);
        isQuoted = false;
        var isFieldStart = true;
        while (!reader.End)
        {
            var span = reader.UnreadSpan;
            for (var i = 0; i < span.Length; i++)
            {
                var b = span[i];
                if (b == '"' && (isQuoted || isFieldStart))
                {
                    isQuoted = !isQuoted;
                    isFieldStart = !isQuoted;
                }
                else if (b == '\n' && !isQuoted)
                {
                    reader.Advance(i);
                    return reader.Position;
                }
                else
                {
                    isFieldStart = b == ',' && !isQuoted;
                }
            }

            reader.Advance(span.Length);
        }

        return null;
    }
}
