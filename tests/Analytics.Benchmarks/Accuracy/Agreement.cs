using System.Globalization;

namespace Analytics.Benchmarks.Accuracy;

/// <summary>Counts how often two judgements agree and keeps how they differ.</summary>
internal sealed class Agreement(string what)
{
    private readonly Dictionary<string, (int Count, string Example)> _confusions = [];
    private int _agreed;
    private int _all;

    public void Add(bool agrees, string confusion, string example = "")
    {
        _all++;
        if (agrees)
        {
            _agreed++;
        }
        else
        {
            var seen = _confusions.GetValueOrDefault(confusion, (0, example));
            _confusions[confusion] = seen with { Item1 = seen.Item1 + 1 };
        }
    }

    public void Print(int show)
    {
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{what}: {_agreed:N0} of {_all:N0}, {100.0 * _agreed / Math.Max(1, _all):0.00} %")
        );
        foreach (var (confusion, (count, example)) in _confusions.OrderByDescending(pair => pair.Value.Count).Take(show))
        {
            Console.WriteLine($"  {count, 5}  {confusion}{(example.Length == 0 ? "" : $"  e.g. {example}")}");
        }
    }
}
