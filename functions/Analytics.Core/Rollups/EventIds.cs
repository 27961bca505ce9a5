using Analytics.Core.Bytes;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>The ids of a row of <see cref="EventIdTable"/>. Immutable.</summary>
internal sealed class EventIds
{
    private readonly long _day;
    private readonly ulong[] _keys;
    private readonly int[] _seconds;

    private EventIds(long day, ulong[] keys, int[] seconds) => (_day, _keys, _seconds) = (day, keys, seconds);

    /// <summary>No ids.</summary>
    public static EventIds None { get; } = new(0, [], []);

    /// <summary>Number of ids.</summary>
    public int Count => _keys.Length;

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight => 200 + (Count * 12L);

    /// <summary>All ids, ascending.</summary>
    public IEnumerable<(ulong Key, long Second)> All => _keys.Select((key, i) => (key, _day + _seconds[i]));

    /// <summary>Adds the ids that have one of some keys to a list. O(k log n).</summary>
    /// <param name="keys">The keys, ascending.</param>
    /// <param name="found">The list.</param>
    public void Find(ulong[] keys, List<(ulong Key, long Second)> found)
    {
        foreach (var key in keys)
        {
            var place = Array.BinarySearch(_keys, key);
            while (place > 0 && _keys[place - 1] == key)
            {
                place--;
            }

            for (; place >= 0 && place < Count && _keys[place] == key; place++)
            {
                found.Add((key, _day + _seconds[place]));
            }
        }
    }

    /// <summary>Returns the body of a row.</summary>
    /// <param name="ids">The ids, ascending.</param>
    /// <param name="day">The first second of their day.</param>
    public static byte[] Encode((ulong Key, long Second)[] ids, long day)
    {
        var body = new ByteSink();
        body.Varint((uint)ids.Length);
        ulong previous = 0;
        foreach (var (key, second) in ids)
        {
            body.Varint(key - previous);
            body.Varint((ulong)(second - day));
            previous = key;
        }

        return body.ToArray();
    }

    /// <summary>Reads a row with its body.</summary>
    /// <exception cref="TableCorruptException">It is damaged.</exception>
    public static EventIds Decode(TableRow row)
    {
        try
        {
            var day = EventIdRow.TryRead(row)?.Day ?? throw new InvalidDataException("The row key names no day.");
            var source = new ByteSource(row.Body.Span);
            var count = source.Int();
            if (count > source.Remaining / 2)
            {
                throw new InvalidDataException("The data ends too early.");
            }

            var (keys, seconds) = (new ulong[count], new int[count]);
            ulong key = 0;
            for (var i = 0; i < count; i++)
            {
                (keys[i], seconds[i]) = (key += source.Varint(), source.Int());
            }

            return new(day, keys, seconds);
        }
        catch (InvalidDataException exception)
        {
            throw new TableCorruptException(
                $"The event ids '{row.RowKey}' of site '{row.PartitionKey}' are damaged: "
                    + $"{exception.Message} {TableRemedies.Of(TableNames.Rollups)}",
                exception
            );
        }
    }

    /// <summary>Reads a row with its body; one that is damaged has no ids.</summary>
    public static EventIds DecodeOrEmpty(TableRow row)
    {
        try
        {
            return Decode(row);
        }
        catch (TableCorruptException)
        {
            return None;
        }
    }
}
