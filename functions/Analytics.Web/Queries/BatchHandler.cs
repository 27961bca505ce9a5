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
    QuestionMemory memory,
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
        using var held = memory.Begin();
        var sending = BatchLines.SendAsync(context, lines.Reader);
        try
        {
            if (questions.Count > 0)
            {
                await admission.RunAsync(
                    CallerIdentity.Of(caller, addresses.Of(context)),
                    questions[0].Sites[0].Id,
                    token => ComputeAsync(context, questions, lines.Writer, unanswered, held, token),
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
        ApiException? unauthorized = null;
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
            catch (Exception e) when (IsOfOne(e))
            {
                unauthorized ??= e is ApiException { Status: StatusCodes.Status401Unauthorized } refusal ? refusal : null;
                Fail(context, item, e, lines, unanswered);
            }
        }

        // A caller without a key who may ask nothing of it gets one refusal, as for a single query.
        return questions.Count == 0 && unauthorized is not null ? throw unauthorized : questions;
    }

    // A caller over its limit gets one refusal, as for a single query.
    private static bool IsOfOne(Exception exception) =>
        exception is not (ApiException { Status: StatusCodes.Status429TooManyRequests } or OperationCanceledException);

    private static void Fail(
        HttpContext context,
        BatchItem item,
        Exception exception,
        ChannelWriter<BatchLine> lines,
        HashSet<string> unanswered
    )
    {
        var failure = ApiGuard.FailureOf(context, exception);
        lines.TryWrite(BatchLine.Failed(item.Id, failure.Status, failure.Answer.Error, failure.RetryAfter));
        unanswered.Remove(item.Id);
    }

    private async ValueTask<bool> ComputeAsync(
        HttpContext context,
        IReadOnlyList<Question> questions,
        ChannelWriter<BatchLine> lines,
        HashSet<string> unanswered,
        HeldMemory held,
        CancellationToken cancellationToken
    )
    {
        // What was answered before its turn was taken back is not asked again.
        var left = questions.Where(question => unanswered.Contains(question.Item.Id));
        foreach (var ofSites in left.GroupBy(question => string.Join(' ', question.Sites.Select(site => site.Id))))
        {
            List<Question> all = [.. ofSites];
            try
            {
                await ComputeTogetherAsync(all, lines, unanswered, held, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                await ComputeApartAsync([.. all.Where(question => unanswered.Contains(question.Item.Id))], e);
            }
        }

        lines.Complete();
        return true;

        // One question failed, and the others must not fail with it. If the storage does not answer, none is asked again.
        async ValueTask ComputeApartAsync(IReadOnlyList<Question> apart, Exception reason)
        {
            foreach (var question in apart)
            {
                if (apart.Count == 1 || reason is IOException)
                {
                    Fail(context, question.Item, reason, lines, unanswered);
                    continue;
                }

                try
                {
                    await ComputeTogetherAsync([question], lines, unanswered, held, cancellationToken);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    Fail(context, question.Item, e, lines, unanswered);
                }
            }
        }
    }

    private async ValueTask ComputeTogetherAsync(
        IReadOnlyList<Question> questions,
        ChannelWriter<BatchLine> lines,
        HashSet<string> unanswered,
        HeldMemory held,
        CancellationToken cancellationToken
    )
    {
        await foreach (
            var answer in engine.ExecuteAllAsync(questions[0].Sites, [.. questions.Select(question => question.Query)], cancellationToken)
        )
        {
            var item = questions[answer.Index].Item;
            held.Take(answer.Result?.Weight ?? 0);
            lines.TryWrite(
                answer.Result is { } result
                    ? BatchLine.Answered(item, result)
                    : BatchLine.Failed(item.Id, StatusCodes.Status400BadRequest, answer.Error!.Message)
            );
            unanswered.Remove(item.Id);
        }
    }

    private sealed record Question(BatchItem Item, IReadOnlyList<Site> Sites, Query Query);
}
