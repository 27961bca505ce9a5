namespace Analytics.Core.Definitions;

/// <summary>A decision about a site's definitions of one kind; see <c>ChangeAsync</c> of <see cref="DefinitionTable{T}"/>.</summary>
/// <typeparam name="T">Their type.</typeparam>
public sealed class DefinitionChange<T>
    where T : class, IDefinition<T>
{
    private DefinitionChange(DefinitionChangeKind kind, T? definition) => (Kind, Definition) = (kind, definition);

    /// <summary>A change that changes and returns nothing.</summary>
    public static DefinitionChange<T> None { get; } = new(DefinitionChangeKind.Keep, null);

    internal DefinitionChangeKind Kind { get; }

    internal T? Definition { get; }

    /// <summary>Returns an existing definition without a change.</summary>
    public static DefinitionChange<T> Keep(T definition) => new(DefinitionChangeKind.Keep, definition);

    /// <summary>Adds a definition; the table assigns its id.</summary>
    public static DefinitionChange<T> Add(T definition) => new(DefinitionChangeKind.Add, definition);

    /// <summary>Replaces the definition with the same id.</summary>
    public static DefinitionChange<T> Replace(T definition) => new(DefinitionChangeKind.Replace, definition);

    /// <summary>Deletes the definition with the same id.</summary>
    public static DefinitionChange<T> Delete(T definition) => new(DefinitionChangeKind.Delete, definition);

    /// <summary>Deletes the definition with an id; changes nothing if there is none.</summary>
    public static DefinitionChange<T> DeleteById(IReadOnlyList<T> all, string id) =>
        all.FirstOrDefault(definition => definition.Id == id) is { } existing ? Delete(existing) : None;
}

/// <summary>The kinds of changes.</summary>
internal enum DefinitionChangeKind
{
    /// <summary>No change.</summary>
    Keep,

    /// <summary>Adds a definition.</summary>
    Add,

    /// <summary>Replaces a definition.</summary>
    Replace,

    /// <summary>Deletes a definition.</summary>
    Delete,
}
