using Analytics.Core.Bytes;

namespace Analytics.Core.Periods.Encoding;

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
                var first = source.Long();
                ranges[partition][i] = new(
                    first,
                    source.Long() is var more && more <= long.MaxValue - first
                        ? first + more
                        : throw new InvalidDataException($"Partition {partition} claims sequence numbers that are out of range.")
                );
            }
        }

        return Inclusion.FromRanges(ranges);
    }

    public static void Write(ByteSink sink, HourInclusion hours)
    {
        sink.Varint(hours.Hours.Bits);
        var previous = Inclusion.None;
        for (var hour = 0; hour < HourSet.Hours; hour++)
        {
            if (hours.Hours.Contains(hour))
            {
                Write(sink, hours[hour].IsSame(previous) ? Inclusion.None : hours[hour]);
                previous = hours[hour];
            }
        }
    }

    public static HourInclusion ReadHours(ref ByteSource source)
    {
        var bits = source.Varint();
        if (bits >= 1 << HourSet.Hours)
        {
            throw new InvalidDataException($"A day claims the hours {bits:x}.");
        }

        var (hours, previous) = (new Inclusion[HourSet.Hours], Inclusion.None);
        for (var hour = 0; hour < hours.Length; hour++)
        {
            hours[hour] = Inclusion.None;
            if (new HourSet((uint)bits).Contains(hour))
            {
                hours[hour] = ReadInclusion(ref source) is { Partitions.Count: > 0 } included ? included : previous;
                previous = hours[hour];
            }
        }

        return HourInclusion.Of(hours);
    }

    public static void Write(ByteSink sink, Totals totals)
    {
        sink.Varint((uint)totals.Slots.Count);
        foreach (var (slot, counts) in totals.Slots)
        {
            var presence = 0;
            for (var i = 0; i < TotalsSlot.Metrics; i++)
            {
                presence |= counts[i] == 0 ? 0 : 1 << i;
            }

            sink.Varint((uint)slot);
            sink.Byte((byte)presence);
            for (var i = 0; i < TotalsSlot.Metrics; i++)
            {
                if (counts[i] != 0)
                {
                    sink.Signed(counts[i]);
                }
            }
        }
    }

    public static Totals ReadTotals(ref ByteSource source)
    {
        var totals = new Totals();
        for (var slots = source.Int(); slots > 0; slots--)
        {
            var slot = source.Int();
            var presence = source.Byte();
            var counts = default(TotalsSlot);
            for (var i = 0; i < TotalsSlot.Metrics; i++)
            {
                counts[i] = (presence & (1 << i)) == 0 ? 0 : source.Signed();
            }

            totals.Add(slot, counts);
        }

        return totals;
    }

    public static void Write(ByteSink sink, RevenueTotals revenue)
    {
        sink.Varint((uint)revenue.All.Count);
        foreach (var (slot, currency, amountMicros, count) in revenue.All)
        {
            sink.Varint((uint)slot);
            sink.Text(currency);
            sink.Signed(amountMicros);
            sink.Varint((ulong)count);
        }
    }

    public static RevenueTotals ReadRevenue(ref ByteSource source)
    {
        var revenue = new RevenueTotals();
        for (var count = source.Int(); count > 0; count--)
        {
            revenue.Add(source.Int(), source.Text(), source.Signed128(), source.Long());
        }

        return revenue;
    }

    /// <summary>The totals of a head of version 1, which had visits among the counts and revenue behind them.</summary>
    public static (Totals Totals, RevenueTotals Revenue) ReadVersion1(ref ByteSource source)
    {
        var totals = new Totals();
        for (var slots = source.Int(); slots > 0; slots--)
        {
            var slot = source.Int();
            var counts = default(TotalsSlot);
            for (var i = 0; i < TotalsSlot.Metrics; i++)
            {
                var count = source.Signed();
                counts[i] = (TotalsMetric)i is TotalsMetric.Shared || !Enum.IsDefined((TotalsMetric)i) ? 0 : count;
            }

            totals.Add(slot, counts);
        }

        return (totals, ReadRevenue(ref source));
    }
}
