using Analytics.Core.Tables;

namespace Analytics.Azure.Tables;

/// <summary>
/// Which rows of a transaction go inline and which in parts, so that the request stays below the 4 MiB and each entity below the 1 MiB that
/// Table Storage takes. Most transactions are wholly inline.
/// </summary>
internal sealed class TransactionPlan
{
    // Bytes travel as base64 in JSON.
    private const double PayloadPerByte = 4.0 / 3;
    private const int MaxPayload = (4 * 1024 * 1024) - (64 * 1024);
    private const int PayloadPerOperation = 1500;

    // A key stands in the URL and in the entity, at worst with every character escaped.
    private const int PayloadPerKeyCharacter = 4;

    private readonly IReadOnlyList<TableOperation> _operations;
    private readonly bool[] _bodyInParts;
    private readonly bool[] _headInParts;

    public TransactionPlan(string partitionKey, IReadOnlyList<TableOperation> operations)
    {
        _operations = operations;
        _bodyInParts = new bool[operations.Count];
        _headInParts = new bool[operations.Count];
        for (var i = 0; i < operations.Count; i++)
        {
            _bodyInParts[i] = operations[i].Kind != TableOperationKind.Delete && operations[i].Body.Length > RowEntity.MaxBodyBytes;
        }

        Shrink(Payload(partitionKey), _bodyInParts, static operation => operation.Body.Length);
        Shrink(Payload(partitionKey), _headInParts, static operation => operation.Head.Length);
        for (var i = 0; i < operations.Count; i++)
        {
            // A head can only leave with its body.
            _bodyInParts[i] |= _headInParts[i];
        }
    }

    public bool IsInParts(int operation) => _bodyInParts[operation];

    /// <summary>Whether even the head is in the parts: only when the heads alone are too much.</summary>
    public bool HasHeadInParts(int operation) => _headInParts[operation];

    private void Shrink(double payload, bool[] inParts, Func<TableOperation, int> length)
    {
        if (payload <= MaxPayload)
        {
            return;
        }

        foreach (var i in Enumerable.Range(0, _operations.Count)
            .Where(i => _operations[i].Kind != TableOperationKind.Delete && !inParts[i])
            .OrderByDescending(i => length(_operations[i])))
        {
            inParts[i] = true;
            payload -= PayloadPerByte * length(_operations[i]);
            if (payload <= MaxPayload)
            {
                return;
            }
        }
    }

    private double Payload(string partitionKey) => _operations
        .Select((operation, i) => PayloadPerOperation + (PayloadPerKeyCharacter * (partitionKey.Length + operation.RowKey.Length)) + (PayloadPerByte * Inline(i)))
        .Sum();

    private int Inline(int i) => _operations[i].Kind == TableOperationKind.Delete
        ? 0
        : _operations[i].Head.Length + (_bodyInParts[i] ? 0 : _operations[i].Body.Length);
}
