using Analytics.MovingAverages.Tests.Oracle;

namespace Analytics.MovingAverages.Tests.State;

/// <summary>One specimen of each kind of state, and how to restore it and save it again.</summary>
internal static class SavedStates
{
    private static readonly double[] Values = [1, -0.1, 1e300, double.Epsilon, double.NaN, 2.5, double.PositiveInfinity, 7];

    public static readonly Dictionary<string, Func<byte[]>> Save = new()
    {
        ["exact-sum"] = () => Filled(new ExactSum(), (sum, x) => sum.Add(x), sum => Saved.Bytes(sum.Save)),
        ["simple"] = () => Window(new SimpleMovingAverage(5)),
        ["simple-empty"] = () => Saved.Bytes(new SimpleMovingAverage(5)),
        ["weighted"] = () => Window(new WeightedMovingAverage(20)),
        ["statistics"] = () => Window(new MovingStatistics(3)),
        ["exponential"] = Exponential,
        ["cumulative"] = () => Filled(new CumulativeAverage(), (average, x) => average.Add(x), Saved.Bytes),
        ["time-windowed"] = TimeWindowed,
        ["integer-int32"] = () => Integers(new IntegerMovingAverage<int>(3), [1, -2, int.MaxValue, int.MinValue]),
        ["integer-uint64"] = () => Integers(new IntegerMovingAverage<ulong>(3), [1UL, ulong.MaxValue]),
        ["decimal"] = Decimals,
    };

    public static readonly Dictionary<string, Func<byte[], byte[]>> RestoreAndSave = new()
    {
        ["exact-sum"] = state => Saved.Bytes(ExactSum.Restore(state).Save),
        ["simple"] = state => Saved.Bytes(SimpleMovingAverage.Restore(state)),
        ["simple-empty"] = state => Saved.Bytes(SimpleMovingAverage.Restore(state)),
        ["weighted"] = state => Saved.Bytes(WeightedMovingAverage.Restore(state)),
        ["statistics"] = state => Saved.Bytes(MovingStatistics.Restore(state)),
        ["exponential"] = state => Saved.Bytes(ExponentialMovingAverage.Restore(state)),
        ["cumulative"] = state => Saved.Bytes(CumulativeAverage.Restore(state)),
        ["time-windowed"] = state => Saved.Bytes(TimeWindowedAverage.Restore(state)),
        ["integer-int32"] = state => Saved.Bytes(IntegerMovingAverage<int>.Restore(state)),
        ["integer-uint64"] = state => Saved.Bytes(IntegerMovingAverage<ulong>.Restore(state)),
        ["decimal"] = state => Saved.Bytes(DecimalMovingAverage.Restore(state).Save),
    };

    private static byte[] Window(IMovingAverage window)
    {
        window.AddRange(Values);
        return Saved.Bytes(window);
    }

    private static byte[] Filled<T>(T target, Action<T, double> add, Func<T, byte[]> save)
    {
        foreach (var value in Values.Where(double.IsFinite))
        {
            add(target, value);
        }

        return save(target);
    }

    private static byte[] Exponential()
    {
        var average = ExponentialMovingAverage.FromHalfLife(1, TimeSpan.FromMinutes(2));
        average.AddRange([1, 2, 3]);
        return Saved.Bytes(average);
    }

    private static byte[] TimeWindowed()
    {
        var window = new TimeWindowedAverage(TimeSpan.FromHours(1));
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        foreach (var value in Doubles.Stream("Integers", 1, 5))
        {
            start += TimeSpan.FromMinutes(20);
            window.Add(start, value);
        }

        window.AdvanceTo(start.AddMinutes(5));
        return Saved.Bytes(window);
    }

    private static byte[] Integers<T>(IntegerMovingAverage<T> window, T[] values)
        where T : struct, System.Numerics.IBinaryInteger<T>, System.Numerics.IMinMaxValue<T>
    {
        window.AddRange(values);
        return Saved.Bytes(window);
    }

    private static byte[] Decimals()
    {
        var window = new DecimalMovingAverage(3);
        window.AddRange([1.10m, -79228162514264337593543950335m, 0.0000000000000000000000000001m]);
        return Saved.Bytes(window.Save);
    }
}
