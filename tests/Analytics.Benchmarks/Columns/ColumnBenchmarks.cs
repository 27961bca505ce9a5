using Analytics.Core.Columns;
using BenchmarkDotNet.Attributes;

namespace Analytics.Benchmarks.Columns;

/// <summary>Comparing and counting a column of one million rows; times are for one row.</summary>
/// <remarks>Codes are distributed as pages are: the lowest are the most frequent.</remarks>
[MemoryDiagnoser]
[MinColumn]
public class ColumnBenchmarks
{
    private const int Rows = 1_000_000;

    private readonly Bitmap _found = Bitmap.Rent(Rows);
    private readonly Bitmap _selection = Bitmap.Rent(Rows);
    private readonly int[] _codes = new int[Rows];
    private CodeColumn _column = CodeColumn.Constantly(0, Rows);
    private byte[] _one = [];
    private byte[] _many = [];
    private long[] _counts = [];

    /// <summary>The different codes: of a device, a country and a page.</summary>
    [Params(4, 200, 5_000)]
    public int Codes { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(1);
        for (var row = 0; row < Rows; row++)
        {
            _codes[row] = (int)(Codes * Math.Pow(random.NextDouble(), 3));
            _selection[row] = random.Next(10) == 0;
        }

        _codes[0] = Codes - 1;
        _column = CodeColumn.Of(_codes);
        _one = [.. Enumerable.Range(0, Codes).Select(code => (byte)(code == 2 ? 1 : 0))];
        _many = [.. Enumerable.Range(0, Codes).Select(code => (byte)(code % 3 == 1 ? 1 : 0))];
        _counts = new long[Codes];
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public void WhereOne() => _column.Where(_one, _found);

    [Benchmark(OperationsPerInvoke = Rows)]
    public void WhereMany() => _column.Where(_many, _found);

    [Benchmark(OperationsPerInvoke = Rows)]
    public void CountAll() => _column.CountInto(_counts);

    [Benchmark(OperationsPerInvoke = Rows)]
    public void CountATenth() => _column.CountInto(_selection, _counts);

    [GlobalCleanup]
    public void Return()
    {
        _found.Dispose();
        _selection.Dispose();
    }
}
