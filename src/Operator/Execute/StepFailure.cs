using System.Net;
using October.Crd.Status;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Execute.Children;
using October.Operator.Messages;
using October.Operator.Reconcile.Steps;
using October.Runtime.Api;

namespace October.Operator.Execute;

/// <summary>A step that was refused.</summary>
/// <param name="Step">The step.</param>
/// <param name="Reason">Kind of refusal, one of <see cref="Reasons"/>.</param>
/// <param name="Message">The server's own words, bounded.</param>
internal sealed record StepFailure(Step Step, string Reason, string Message)
{
    /// <summary>A clash names somebody else's object and owner, whose names have any length.</summary>
    private const int ClashLimit = 500;

    /// <summary>The name is taken by an object that is not the app's.</summary>
    public bool IsClash { get; init; }

    /// <summary>The object is left from an earlier app of the name.</summary>
    public bool IsLeftOver { get; init; }

    /// <summary>It passes by itself.</summary>
    public bool IsPassing { get; init; }

    /// <summary>What the step is for is not there: what requires it cannot be done.</summary>
    public bool IsMissing { get; init; }

    /// <summary>The rollout cannot go on without it.</summary>
    public bool Blocks { get; init; }

    /// <summary>The failure that an exception means; null when it is not about this step alone.</summary>
    public static StepFailure? Of(Step step, Exception exception) => exception switch
    {
        NameClashException clash => new StepFailure(step, Reasons.NameClash, Bounded.Text(clash.Message, ClashLimit))
        {
            IsClash = true,
            IsLeftOver = clash.IsLeftOver,
            IsPassing = clash.Passes,
            IsMissing = true,
        },
        FormatException unreadable when step is RefuseChild => new StepFailure(step, Reasons.Invalid, Bounded.Text(unreadable.Message, 500)),
        IOException unreachable when step is AcceptPasswords => new StepFailure(step, Reasons.DependencyNotReady, Bounded.Text(unreachable.Message))
        {
            IsMissing = true,
        },
        KubeApiException refused when IsAboutObject(step) && IsRefusal(refused) => new StepFailure(step, ReasonOf(refused), Bounded.Text(refused.Message))
        {
            IsMissing = !step.Exists,
        },
        HttpRequestException { InnerException: OperationCanceledException } unanswered when IsAboutObject(step) =>
            new StepFailure(step, Reasons.ApplyFailed, Bounded.Text(unanswered.Message)) { IsMissing = !step.Exists },
        _ => null,
    };

    /// <summary>What is said of the steps that there was no time for: one of them, and how many there are.</summary>
    public static StepFailure PutOff(IReadOnlyList<Step> steps, TimeSpan budget)
    {
        var step = steps.FirstOrDefault(MakesOrReachesPods) ?? steps[0];
        var others = steps.Count > 1 ? $", with {steps.Count - 1} more" : "";
        return new StepFailure(step, Reasons.ApplyFailed, $"put off{others}: the objects before took more than {budget.TotalSeconds:0} s");
    }

    /// <summary>It makes pods, or carries their traffic.</summary>
    public static bool MakesOrReachesPods(Step step) => step is ApplyChild { Wanted: k8s.Models.V1Deployment or k8s.Models.V1Service };

    /// <summary>The step brings an object of the app about; what others are refused is not about the app's objects.</summary>
    public static bool IsAboutObject(Step step) =>
        step is ApplyChild or AdoptChild or DeleteChild or HoldReplicas or CreateSecret or CreateRevision or CreateJob or EndJob or WritePasswords;

    /// <summary>
    /// About the object that was sent, not about the server. A webhook may deny with any code, also with those by which a server says that it cannot serve.
    /// </summary>
    private static bool IsRefusal(KubeApiException exception) => exception.Code switch
    {
        _ when RefusalReasons.Of(exception.Message) is not null => true,
        _ when exception.IsOfEndingNamespace => false,
        HttpStatusCode.TooManyRequests or HttpStatusCode.Unauthorized or HttpStatusCode.RequestTimeout => false,
        HttpStatusCode.InternalServerError => InternalErrors.IsAboutObject(exception.Message),
        var code => (int)code is >= 400 and < 500,
    };

    private static string ReasonOf(KubeApiException exception) => RefusalReasons.Of(exception.Message) ?? exception.Code switch
    {
        HttpStatusCode.Forbidden => Reasons.Forbidden,
        HttpStatusCode.Conflict => Reasons.Conflict,
        HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge => Reasons.Invalid,
        HttpStatusCode.InternalServerError when InternalErrors.IsLasting(exception.Message) => Reasons.Invalid,
        _ => Reasons.ApplyFailed,
    };
}
