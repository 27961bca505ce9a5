namespace Analytics.Core.Definitions;

/// <summary>A thing that a site's owner defines, such as a goal.</summary>
/// <typeparam name="TSelf">Its type.</typeparam>
public interface IDefinition<out TSelf>
{
    /// <summary>The id, unique among the site's definitions of the same kind; empty before it is stored.</summary>
    string Id { get; }

    /// <summary>Returns the same definition with an id.</summary>
    TSelf WithId(string id);
}
