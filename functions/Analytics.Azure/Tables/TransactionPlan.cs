using Analytics.Core.Tables;

namespace Analytics.Azure.Tables;

/// <summary>
/// Decides which rows of a transaction are stored inline and which overflow, so that the request stays below the 4 MiB and each entity
/// below the 1 MiB that Table Storage accepts. Most transactions are entirely inline.
/// </summary>
internal sealed class TransactionPlan
{
    // Bytes travel as base64 in JSON.
    private const double PayloadPerByte = 4.0 / 3;
    private const int MaxPayload = (4 * 1024 * 1024) - (64 * 1024);
    private const int PayloadPerOperation = 1500;

    // A piece of a part names its property and the type of it: with the longest name 100 bytes.
    private const int PayloadPerPiece = 100;

    // An entry of the index of parts, with the longest name 37 bytes.
    private const double PayloadPerPart = 37 * PayloadPerByte;

    // A key stands in the URL and in the entity, at worst with every character escaped.
    private const int PayloadPerKeyCharacter = 4;

    private readonly IReadOnlyList<TableOperation> _operations;
    private readonly bool[] _contentOverflows;
    private readonly bool[] _headOverflows;

    public TransactionPlan(string partitionKey, IReadOnlyList<TableOperation> operations)
    {
        _operations = operations;
        _contentOverflows = new bool[operations.Count];
        _headOverflows = new bool[operations.Count];
        for (var i = 0; i < operations.Count; i++)
        {
            _contentOverflows[i] =
                operations[i].Kind != TableOperationKind.Delete
                && operations[i].ContentBytes - operations[i].Head.Length > RowEntity.MaxContentBytes;
        }

        Shrink(Payload(partitionKey), _contentOverflows, ContentPayload);
        Shrink(Payload(partitionKey), _headOverflows, static operation => PayloadPerByte * operation.Head.Length);
        for (var i = 0; i < operations.Count; i++)
        {
            // A head overflows only together with its body and parts.
            _contentOverflows[i] |= _headOverflows[i];
        }
    }

    /// <summary>Returns true if body and parts of a row are in its overflow.</summary>
    public bool Overflows(int operation) => _contentOverflows[operation];

    /// <summary>Returns true if the head is in the overflow too, which happens only when the heads alone are too large.</summary>
    public bool HeadOverflows(int operation) => _headOverflows[operation];

    private static double ContentPayload(TableOperation operation) =>
        (PayloadPerByte * (operation.ContentBytes - operation.Head.Length))
        + (
            PayloadPerPiece
            * operation.Parts.Sum(static part => (part.Content.Length + RowEntity.PropertyBytes - 1) / RowEntity.PropertyBytes)
        );

    private void Shrink(double payload, bool[] overflows, Func<TableOperation, double> payloadOf)
    {
        if (payload <= MaxPayload)
        {
            return;
        }

        foreach (
            var i in Enumerable
                .Range(0, _operations.Count)
                .Where(i => _operations[i].Kind != TableOperationKind.Delete && !overflows[i])
                .OrderByDescending(i => payloadOf(_operations[i]))
        )
        {
            overflows[i] = true;
            payload -= payloadOf(_operations[i]);
            if (payload <= MaxPayload)
            {
                return;
            }
        }
    }

    private double Payload(string partitionKey) =>
        _operations
            .Select(
                (operation, i) =>
                    PayloadPerOperation + (PayloadPerKeyCharacter * (partitionKey.Length + operation.RowKey.Length)) + InlinePayload(i)
            )
            .Sum();

    private double InlinePayload(int i) =>
        _operations[i].Kind == TableOperationKind.Delete
            ? 0
            : (PayloadPerByte * _operations[i].Head.Length)
                + (PayloadPerPart * _operations[i].Parts.Count)
                + (_contentOverflows[i] ? 0 : ContentPayload(_operations[i]));
}
