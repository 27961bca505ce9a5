using System.Threading.Channels;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Sites;
using Analytics.Web.Access;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Queries;

/// <summary>Answers several queries with one request, each as soon as it is ready.</summary>
internal sealed class BatchHandler(
    QueryEngine engine,
    QueryReader reader,
    StatsAccess access,
    QueryAdmission admission,
    ClientAddress addresses
)
{
    public async Task AnswerAsync(HttpContext context)
    {
        var caller = await access.CallerAsync(context);
        var items = await BatchRequestReader.ReadAsync(context);

        // The computation ends with the last answer, however slowly the client reads: at most 16 answers wait here.
        var lines = Channel.CreateUnbounded<BatchLine>();
        var unanswered = items.Select(item => item.Id).ToHashSet(StringComparer.Ordinal);
        var questions = await CheckAsync(context, caller, items, lines.Writer, unanswered);
        var sending = BatchLines.SendAsync(context, lines.Reader);
        try
        {
            if (questions.Count > 0)
            {
                await admission.RunAsync(
                    QueryCaller.Of(caller, addresses.Of(context)),
                    questions[0].Sites[0].Id,
                    token => ComputeAsync(questions, lines.Writer, unanswered, token),
                    (_, token) => sending.WaitAsync(token),
                    context.RequestAborted
                );
            }
        }
        catch (ApiException e) when (unanswered.Count < items.Count)
        {
            foreach (var id in unanswered)
            {
                lines.Writer.TryWrite(BatchLine.Failed(id, e.Status, e.Message, e.RetryAfter));
            }
        }
        finally
        {
            lines.Writer.TryComplete();
        }

        await sending;
    }

    private async ValueTask<List<Question>> CheckAsync(
        HttpContext context,
        Caller? caller,
        IReadOnlyList<BatchItem> items,
        ChannelWriter<BatchLine> lines,
        HashSet<string> unanswered
    )
    {
        var questions = new List<Question>();
        var sites = new Dictionary<string, Site>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            try
            {
                var (asked, query) = await reader.ReadAsync(
                    item.Query,
                    caller,
                    async name =>
                        sites.TryGetValue(name, out var cachedSite)
                            ? cachedSite
                            : sites[name] = await access.SiteAsync(context, caller, name),
                    context.RequestAborted
                );
                questions.Add(new Question(item, asked, query));
            }
            catch (ApiException e)
                when (e.Status is StatusCodes.Status400BadRequest or StatusCodes.Status403Forbidden or StatusCodes.Status404NotFound)
            {
                Refuse(item, e.Status, e.Message);
            }
            catch (QueryException e)
            {
                Refuse(item, StatusCodes.Status400BadRequest, e.Message);
            }
        }

        return questions;

        void Refuse(BatchItem item, int status, string message)
        {
            lines.TryWrite(BatchLine.Failed(item.Id, status, message));
            unanswered.Remove(item.Id);
        }
    }

    private async ValueTask<bool> ComputeAsync(
        IReadOnlyList<Question> questions,
        ChannelWriter<BatchLine> lines,
        HashSet<string> unanswered,
        CancellationToken cancellationToken
    )
    {
        foreach (var ofSites in questions.GroupBy(question => string.Join(' ', question.Sites.Select(site => site.Id))))
        {
            var all = ofSites.ToList();
            await foreach (
                var answer in engine.ExecuteAllAsync(all[0].Sites, [.. all.Select(question => question.Query)], cancellationToken)
            )
            {
                var item = all[answer.Index].Item;
                lines.TryWrite(
                    answer.Result is { } result
                        ? BatchLine.Answered(item, result)
                        : BatchLine.Failed(item.Id, StatusCodes.Status400BadRequest, answer.Error!.Message)
                );
                unanswered.Remove(item.Id);
            }
        }

        lines.Complete();
        return true;
    }

    private sealed record Question(BatchItem Item, IReadOnlyList<Site> Sites, Query Query);
}
