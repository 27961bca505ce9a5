using Analytics.MovingAverages;
using BenchmarkDotNet.Attributes;

namespace Analytics.Benchmarks.MovingAverages;

/// <summary>One update and one reading of each kind of average, at a window of 1000.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class KindBenchmarks
{
    private const int N = 1_000;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly double[] _values = Stream.Create();
    private readonly SimpleMovingAverage _simple = new(N);
    private readonly WeightedMovingAverage _weighted = new(N);
    private readonly ExponentialMovingAverage _exponential = ExponentialMovingAverage.FromAlpha(2.0 / (N + 1));
    private readonly CumulativeAverage _cumulative = new();
    private readonly TimeWindowedAverage _timed = new(N * Second);
    private readonly IntegerMovingAverage<long> _longs = new(N);
    private readonly DecimalMovingAverage _decimals = new(N);
    private readonly SlidingWindow<double, FloatingSum<double>> _daba = new(N);
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private int _i;

    [GlobalSetup]
    public void Fill()
    {
        for (var i = 0; i < N; i++)
        {
            Simple();
            Weighted();
            TimeWindowed();
            Longs();
            Decimals();
            DabaLite();
        }
    }

    [Benchmark(Baseline = true)]
    public double Simple()
    {
        _simple.Add(Next());
        return _simple.Average;
    }

    [Benchmark]
    public double Weighted()
    {
        _weighted.Add(Next());
        return _weighted.Average;
    }

    [Benchmark]
    public double Exponential()
    {
        _exponential.Add(Next());
        return _exponential.Average;
    }

    [Benchmark]
    public double ExponentialIrregular()
    {
        _exponential.Add(Next(), Second);
        return _exponential.Average;
    }

    [Benchmark]
    public double Cumulative()
    {
        _cumulative.Add(Next());
        return _cumulative.Average;
    }

    [Benchmark]
    public double TimeWindowed()
    {
        _now += Second;
        _timed.Add(_now, Next());
        return _timed.Average;
    }

    [Benchmark]
    public double Longs()
    {
        _longs.Add((long)Next());
        return _longs.Average;
    }

    [Benchmark]
    public decimal Decimals()
    {
        _decimals.Add((long)Next());
        return _decimals.Average.GetValueOrDefault();
    }

    [Benchmark]
    public double DabaLite()
    {
        _daba.Add(Next());
        return _daba.Aggregate;
    }

    private double Next() => _values[_i++ & (Stream.Length - 1)];
}
