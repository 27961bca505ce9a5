namespace Analytics.Core.Definitions;

/// <summary>Row keys of definitions and of rows that belong to one, in the order of the ids. They are stored and never change.</summary>
internal static class DefinitionKey
{
    /// <summary>Returns the key of an id, such as <c>goal|0000000001</c>.</summary>
    /// <param name="kind">The start of the key.</param>
    /// <param name="id">The id, up to ten digits.</param>
    public static string Of(string kind, string id) => $"{kind}|{id.PadLeft(10, '0')}";
}
