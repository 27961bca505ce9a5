namespace Analytics.Core.Rollups.Encoding;

/// <summary>Totals and inclusion in a rollup's head; the format stands at <see cref="RollupEncoder"/>.</summary>
internal static class TotalsCodec
{
    public static void Write(ByteSink sink, Inclusion included)
    {
        sink.Varint((uint)included.Partitions.Count);
        foreach (var partition in included.Partitions)
        {
            sink.Varint((uint)partition);
            var ranges = included.Ranges(partition);
            sink.Varint((uint)ranges.Count);
            foreach (var range in ranges)
            {
                sink.Varint((ulong)range.First);
                sink.Varint((ulong)(range.Last - range.First));
            }
        }
    }

    public static Inclusion ReadInclusion(ref ByteSource source)
    {
        var ranges = new Dictionary<int, SequenceRange[]>();
        for (var partitions = source.Int(); partitions > 0; partitions--)
        {
            var partition = source.Int();
            var count = source.Int();
            if (count == 0 || count > source.Remaining)
            {
                throw new InvalidDataException($"Partition {partition} claims {count} ranges of sequence numbers.");
            }

            ranges[partition] = new SequenceRange[count];
            for (var i = 0; i < count; i++)
            {
                var first = checked((long)source.Varint());
                ranges[partition][i] = new(first, checked(first + (long)source.Varint()));
            }
        }

        return Inclusion.FromRanges(ranges);
    }

    public static void Write(ByteSink sink, Totals totals)
    {
        sink.Varint((uint)totals.Slots.Count);
        foreach (var (slot, counts) in totals.Slots)
        {
            sink.Varint((uint)slot);
            for (var i = 0; i < TotalsSlot.Metrics; i++)
            {
                sink.Signed(counts[i]);
            }
        }

        sink.Varint((uint)totals.Revenue.Count);
        foreach (var revenue in totals.Revenue)
        {
            sink.Varint((uint)revenue.Slot);
            sink.Text(revenue.Currency);
            sink.Signed(revenue.AmountMicros);
            sink.Varint((ulong)revenue.Count);
        }
    }

    public static Totals ReadTotals(ref ByteSource source)
    {
        var totals = new Totals();
        for (var slots = source.Int(); slots > 0; slots--)
        {
            var slot = source.Int();
            var counts = default(TotalsSlot);
            for (var i = 0; i < TotalsSlot.Metrics; i++)
            {
                counts[i] = source.Signed();
            }

            totals.Add(slot, counts);
        }

        for (var revenues = source.Int(); revenues > 0; revenues--)
        {
            totals.AddRevenue(source.Int(), source.Text(), source.Signed(), checked((long)source.Varint()));
        }

        return totals;
    }
}
