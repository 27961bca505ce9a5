using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Analytics.Core.EventLog;

namespace Analytics.Core.Collection;

/// <summary>
/// The problems of a request: all are counted by code, the first ones are kept. Limited, so that a small body cannot cause a large
/// answer. Not thread-safe.
/// </summary>
internal sealed class ProblemList
{
    /// <summary>Bytes of a problem in a JSON answer, without its code, field and message.</summary>
    private const int FrameBytes = 56;

    private readonly List<CollectionProblem> _first = [];
    private readonly Dictionary<string, int> _byCode = new(StringComparer.Ordinal);

    /// <summary>True if further problems are only counted, so that their messages need not be built.</summary>
    public bool IsFull { get; private set; }

    public void Clear()
    {
        _first.Clear();
        _byCode.Clear();
        IsFull = false;
    }

    /// <summary>Counts a problem, and keeps it unless the list is full.</summary>
    /// <param name="index">The event's place in the batch.</param>
    /// <param name="code">One of <see cref="CollectionErrors"/>.</param>
    /// <param name="field">The JSON field.</param>
    /// <param name="message">The problem and the remedy; not evaluated if the list is full.</param>
    public void Add(int index, string code, string field, string message)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_byCode, code, out _)++;
        if (!IsFull)
        {
            _first.Add(new CollectionProblem(index, code, field, message));
            IsFull = _first.Count == EventLimits.ListedProblems;
        }
    }

    /// <summary>Returns the first problems that fit into the remaining number and bytes of a receipt, and reduces both.</summary>
    public IReadOnlyList<CollectionProblem> List(ref int problems, ref int bytes)
    {
        var count = 0;
        for (; count < Math.Min(_first.Count, problems); count++)
        {
            var remaining = bytes - Bytes(_first[count]);
            if (remaining < 0)
            {
                break;
            }

            bytes = remaining;
        }

        problems -= count;
        return count == 0 ? [] : [.. _first.Take(count)];
    }

    public IReadOnlyDictionary<string, int> CountByCode() =>
        _byCode.Count == 0 ? CollectionReceipt.NoProblems : new SortedDictionary<string, int>(_byCode, StringComparer.Ordinal);

    private static int Bytes(CollectionProblem problem) =>
        FrameBytes + problem.Code.Length + Escaped(problem.Field) + Escaped(problem.Message);

    private static int Escaped(string text) =>
        JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.Length;
}
