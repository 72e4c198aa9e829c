using Amazon.SimpleSystemsManagement.Model;
using MutexResponder.Ports;

namespace MutexResponder.Lambda.Aws.OpsItems;

/// <summary>The one open OpsItem of a thing: brought up to date, and made where there is none.</summary>
internal static class OpenOpsItem
{
    /// <summary>An item was deleted, or another one is open already: told to which once, then tried at the next tick.</summary>
    private const int MaxTries = 2;

    /// <param name="clients">The SDK's clients.</param>
    /// <param name="id">The item's id, as far as it is known.</param>
    /// <param name="create">The new item, with what makes a second open one impossible; null where none is to be made any more.</param>
    /// <param name="update">What the item of this id is to say. Also asked for right after it was made: a new item cannot be in progress.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The item's id; null where it is gone, and none is to be made any more.</returns>
    /// <exception cref="RemoteCallException">OpsCenter did not take it.</exception>
    public static async Task<string?> ShowAsync(
        AwsClients clients, string? id, Func<CreateOpsItemRequest>? create, Func<string, UpdateOpsItemRequest> update, CancellationToken cancellationToken)
    {
        for (int tries = 1; ; tries++)
        {
            if (id is null && create is null)
            {
                return null;
            }

            id ??= await CreateAsync(clients, create!(), cancellationToken).ConfigureAwait(false);
            try
            {
                UpdateOpsItemRequest request = update(id);
                await AwsFailure.CallAsync(
                    "ssm:UpdateOpsItem", () => clients.Ssm.UpdateOpsItemAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
                return id;
            }
            catch (RemoteCallException e) when (tries < MaxTries && e.InnerException is OpsItemNotFoundException)
            {
                id = null;
            }
            catch (RemoteCallException e) when (tries < MaxTries && e.InnerException is OpsItemAlreadyExistsException { OpsItemId.Length: > 0 } open)
            {
                id = open.OpsItemId;
            }
        }
    }

    private static async Task<string> CreateAsync(AwsClients clients, CreateOpsItemRequest request, CancellationToken cancellationToken)
    {
        try
        {
            CreateOpsItemResponse response = await AwsFailure.CallAsync(
                "ssm:CreateOpsItem", () => clients.Ssm.CreateOpsItemAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
            return response.OpsItemId;
        }
        catch (RemoteCallException e) when (e.InnerException is OpsItemAlreadyExistsException { OpsItemId.Length: > 0 } open)
        {
            // Of an earlier time that nobody closed, or of this one, made by a process that died before it could say so.
            return open.OpsItemId;
        }
    }
}
