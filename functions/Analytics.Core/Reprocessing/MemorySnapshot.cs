using Analytics.Core.Aggregation;
using Analytics.Core.Rollups.Encoding;

namespace Analytics.Core.Reprocessing;

/// <summary>A partition's memory as bytes, so that a replay that was killed goes on as if it had not been.</summary>
internal static class MemorySnapshot
{
    public static byte[] Save(PartitionMemory memory)
    {
        var sink = new ByteSink();
        sink.Varint(memory.Generation is { } generation ? (ulong)generation + 1 : 0);
        Save(sink, memory.Visits, static (sink, visit) =>
        {
            sink.Signed(visit.CountedAt);
            sink.Signed(visit.First - visit.CountedAt);
            sink.Signed(visit.LastCounting - visit.First);
            sink.Signed(visit.Last - visit.First);
            sink.Varint((uint)visit.Events);
            sink.Varint((uint)visit.Counting);
            sink.Varint((uint)visit.Ordinal);
        });
        Save(sink, memory.Keys, static (_, _) => { });
        Save(sink, memory.Aliases, static (sink, alias) => sink.Fixed64(alias));
        return sink.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static void Load(ReadOnlySpan<byte> bytes, PartitionMemory memory)
    {
        var source = new ByteSource(bytes);
        var generation = source.Varint();
        memory.Generation = generation == 0 ? null : (long)generation - 1;
        Load(ref source, memory.Visits, static (ref source) =>
        {
            var countedAt = source.Signed();
            var first = countedAt + source.Signed();
            return new OpenVisit
            {
                CountedAt = countedAt,
                First = first,
                LastCounting = first + source.Signed(),
                Last = first + source.Signed(),
                Events = source.Int(),
                Counting = source.Int(),
                Ordinal = source.Int(),
            };
        });
        Load(ref source, memory.Keys, static (ref _) => default);
        Load(ref source, memory.Aliases, static (ref source) => source.Fixed64());
    }

    private static void Save<TValue>(ByteSink sink, GenerationalMap<TValue> map, Action<ByteSink, TValue> write)
        where TValue : struct
    {
        foreach (var generation in (IReadOnlyDictionary<ulong, TValue>[])[map.Current, map.Previous])
        {
            sink.Varint((uint)generation.Count);
            foreach (var (key, value) in generation)
            {
                sink.Fixed64(key);
                write(sink, value);
            }
        }
    }

    private static void Load<TValue>(ref ByteSource source, GenerationalMap<TValue> map, Reader<TValue> read)
        where TValue : struct
    {
        var current = Load(ref source, read);
        map.Replace(current, Load(ref source, read));
    }

    private static Dictionary<ulong, TValue> Load<TValue>(ref ByteSource source, Reader<TValue> read)
    {
        var generation = new Dictionary<ulong, TValue>();
        for (var count = source.Int(); count > 0; count--)
        {
            var key = source.Fixed64();
            generation[key] = read(ref source);
        }

        return generation;
    }

    private delegate TValue Reader<out TValue>(ref ByteSource source);
}
