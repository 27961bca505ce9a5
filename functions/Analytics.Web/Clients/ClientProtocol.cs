using Analytics.Core.Collection;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Clients;

/// <summary>
/// The protocol of another product's clients: its addresses, the format of its events, and the answer that clients expect. Thread-safe.
/// </summary>
/// <param name="name">Its name in the setting <c>clients</c> of a site.</param>
/// <param name="product">The display name of the product.</param>
internal abstract class ClientProtocol(string name, string product)
{
    public string Name => name;

    public string Product => product;

    /// <summary>The addresses: method, and path without a slash at the end.</summary>
    public abstract IReadOnlyList<(string Method, string Path)> Addresses { get; }

    /// <summary>Settings for which the product's script in pages asks; empty if there are none.</summary>
    public virtual IReadOnlyList<ScriptSettings> Settings => [];

    /// <summary>The events' value of <c>visit:platform</c>; empty to derive it from the agent.</summary>
    public virtual string Platform => string.Empty;

    /// <summary>Returns true if a request at an address that several protocols share belongs to this one.</summary>
    public virtual bool IsOf(ClientRequest request) => true;

    /// <summary>Reads the events of a request. Items other than events of a visitor, such as profiles, are skipped.</summary>
    /// <exception cref="Errors.ApiException">400 for a body that can't be read.</exception>
    public abstract IEnumerable<ClientEvent> Read(ClientRequest request);

    /// <summary>Returns the answers that <see cref="AnswerAsync"/> may give to a request with a method.</summary>
    public abstract IReadOnlyList<ClientAnswer> AnswersTo(string method);

    /// <summary>Answers as the product does.</summary>
    public abstract Task AnswerAsync(HttpContext context, ClientRequest request, CollectionReceipt receipt);
}
