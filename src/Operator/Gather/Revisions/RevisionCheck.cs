using October.Crd.Status;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Decide.Rotation;
using October.Operator.Desired;
using October.Operator.Desired.Model;
using October.Operator.Messages;
using October.Operator.Reconcile.Model;

namespace October.Operator.Gather.Revisions;

/// <summary>Finds what makes a revision impossible before anything of it is started.</summary>
internal static class RevisionCheck
{
    /// <summary>Why the revision that the spec asks for makes no pods; null when it does.</summary>
    public static Failure? Of(AppIdentity app, RevisionSet revisions, AppSecret? secret)
    {
        if (secret is null || revisions.Target is not { } target || revisions.Render(target) is not { Kept: null } rendered)
            return null;
        try
        {
            RevisionTemplates.Render(app, rendered, secret.NamedKeys is not null);
            return null;
        }
        catch (FormatException exception)
        {
            return new Failure(Reasons.InvalidSpec, Bounded.Text(exception.Message, 500));
        }
    }
}
