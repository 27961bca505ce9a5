namespace Analytics.Core.Queries;

/// <summary>A query that cannot be answered as asked: the client's mistake (400), never the server's.</summary>
/// <param name="message">Names the key, the value and what would be accepted.</param>
/// <param name="innerException">The cause.</param>
public sealed class QueryException(string message, Exception? innerException = null) : Exception(message, innerException);
