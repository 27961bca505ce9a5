using Analytics.Core.Tables;
using Analytics.Local.Storage;
using BenchmarkDotNet.Attributes;

namespace Analytics.Benchmarks.Tables;

/// <summary>
/// Point reads of rows of 512 KiB on one machine: the whole body, and 8 of the 30 parts of a row that has the same bytes in parts of 2 to
/// 50 KiB. The rows are 200 MB together, so that they come from the operating system's cache and not from SQLite's.
/// </summary>
[MemoryDiagnoser]
public class PartReadBenchmarks
{
    private const int Rows = 200;
    private const int RowBytes = 512 * 1024;
    private const int PartCount = 30;
    private const int Wanted = 8;

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"analytics-parts-{Environment.ProcessId}");
    private readonly Random _random = new(5);
    private readonly string[] _names = [.. Enumerable.Range(0, PartCount).Select(static i => $"v.column{i}")];
    private SqliteTableStore? _store;

    [GlobalSetup]
    public async Task WriteAsync()
    {
        Directory.CreateDirectory(_path);
        _store = SqliteTableStore.Open(Path.Combine(_path, "tables.db"));
        var content = new byte[RowBytes];
        new Random(1).NextBytes(content);
        int[] ends = [.. Enumerable.Range(1, PartCount - 1).Select(i => RowBytes * i / PartCount * (i + 10) / (PartCount + 10)), RowBytes];
        TablePart[] parts = [.. _names.Select((name, i) => new TablePart(name, content.AsMemory()[(i == 0 ? 0 : ends[i - 1])..ends[i]]))];
        for (var i = 0; i < Rows; i++)
        {
            await CommitAsync(TableOperation.Insert($"body{i:D4}", content, new byte[1000]));
            await CommitAsync(TableOperation.Insert($"parts{i:D4}", default, new byte[1000]) with { Parts = parts });
        }

        await _store.TruncateWalAsync();
    }

    [GlobalCleanup]
    public void Delete()
    {
        _store!.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    [Benchmark(Baseline = true)]
    public ValueTask<TableRow?> Body() => _store!.ReadAsync(TableNames.Rollups, "shop", $"body{_random.Next(Rows):D4}", default);

    [Benchmark]
    public ValueTask<TableRow?> EightOfThirtyParts()
    {
        var first = _random.Next(PartCount / Wanted);
        string[] wanted = [.. Enumerable.Range(0, Wanted).Select(i => _names[first + (i * (PartCount / Wanted))])];
        return _store!.ReadAsync(TableNames.Rollups, "shop", $"parts{_random.Next(Rows):D4}", wanted, default);
    }

    [Benchmark]
    public ValueTask<TableRow?> AllParts() =>
        _store!.ReadAsync(TableNames.Rollups, "shop", $"parts{_random.Next(Rows):D4}", _names, default);

    private async Task CommitAsync(TableOperation operation) =>
        await _store!.CommitAsync(TableNames.Rollups, "shop", [operation], default);
}
