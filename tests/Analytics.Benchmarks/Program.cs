using Analytics.Benchmarks.Accuracy;
using Analytics.Benchmarks.Azure;
using Analytics.Benchmarks.Floods;
using Analytics.Benchmarks.Questions;
using Analytics.Benchmarks.Scale;
using BenchmarkDotNet.Running;

if (args is ["openhour", ..])
{
    return await OpenHourRun.RunAsync(args[1..]);
}

if (args is ["write-amplification", ..])
{
    return await WriteAmplificationRun.RunAsync(args[1..]);
}

if (args is ["scale", ..])
{
    return await ScaleRun.RunAsync(args[1..]);
}

if (args is ["sizes", ..])
{
    return await SizesRun.RunAsync(args[1..]);
}

if (args is ["reprocess", ..])
{
    return await ReprocessRun.RunAsync(args[1..]);
}

if (args is ["sites", ..])
{
    return await ManySitesRun.RunAsync(args[1..]);
}

if (args is ["small-sites", ..])
{
    return await SmallSitesRun.RunAsync(args[1..]);
}

if (args is ["backlog", ..])
{
    return await BacklogRun.RunAsync(args[1..]);
}

if (args is ["flood", ..])
{
    return await FloodRun.RunAsync(args[1..]);
}

if (args is ["restart", ..])
{
    return await RestartRun.RunAsync(args[1..]);
}

if (args is ["overload", ..])
{
    return await OverloadRun.RunAsync(args[1..]);
}

if (args is ["merchant", ..])
{
    return await QuietMerchant.RunAsync(args[1..]);
}

if (args is ["attack", ..])
{
    return await AttackRun.RunAsync(args[1..]);
}

if (args is ["azure-backlog", ..])
{
    return await WorkerBacklogRun.RunAsync(args[1..]);
}

if (args is ["collect", ..])
{
    return await CollectRun.RunAsync(args[1..]);
}

if (args is ["accuracy", ..])
{
    return await AccuracyRun.RunAsync(args[1..]);
}

if (args is ["first-questions", ..])
{
    return await FirstQuestionsRun.RunAsync(args[1..]);
}

if (args is ["azure-queries", ..])
{
    return await RemoteQueriesRun.RunAsync(args[1..]);
}

if (args is ["azure-takeover", ..])
{
    return await TakeoverRun.RunAsync(args[1..]);
}

BenchmarkSwitcher.FromAssembly(typeof(ScaleRun).Assembly).Run(args);
return 0;
