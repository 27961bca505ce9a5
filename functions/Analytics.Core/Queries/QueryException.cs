namespace Analytics.Core.Queries;

/// <summary>Thrown when a query cannot be answered as it is written: a mistake of the client (400), not of the server.</summary>
/// <param name="message">Names the key, the value and the accepted values.</param>
/// <param name="innerException">The cause.</param>
public sealed class QueryException(string message, Exception? innerException = null) : Exception(message, innerException);
