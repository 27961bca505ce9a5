namespace Analytics.Local.Importing;

/// <summary>The lines skipped for one reason. Safe for concurrent use.</summary>
/// <param name="keep">Maximum number of line numbers that are kept.</param>
internal sealed class SkippedLines(int keep)
{
    private readonly Lock _gate = new();
    private readonly List<string> _first = [];
    private long _count;

    /// <summary>Number of lines.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>The numbers of the first lines, with their files if there are several.</summary>
    public IReadOnlyList<string> First
    {
        get
        {
            lock (_gate)
            {
                return [.. _first];
            }
        }
    }

    /// <summary>Counts one line.</summary>
    public void Add(string line) => Add(1, line);

    /// <summary>Counts lines, the number of the first of which may be known.</summary>
    public void Add(int lines, string? firstLine)
    {
        lock (_gate)
        {
            _count += lines;
            if (firstLine is { } line && _first.Count < keep)
            {
                _first.Add(line);
            }
        }
    }
}
