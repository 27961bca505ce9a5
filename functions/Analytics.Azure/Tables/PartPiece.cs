namespace Analytics.Azure.Tables;

/// <summary>Location of one piece of a part.</summary>
/// <param name="Property">The property that holds it.</param>
/// <param name="Entity">
/// The entity with the property: a number of the overflow's entities of parts; 0 if the parts are in the entity of their row.
/// </param>
/// <param name="Start">The piece's first byte in the part.</param>
/// <param name="Length">Bytes of the piece, at least 1.</param>
internal readonly record struct PartPiece(string Property, int Entity, int Start, int Length);
