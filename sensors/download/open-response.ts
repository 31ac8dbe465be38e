/** @file The answer to one GET: redirects followed, refusals told apart from what may pass. */
import { UserError } from "#core/errors";
import { connectionLost, TransientError } from "./transient-error.ts";

/** Addresses in a row that may point to another. */
const mostRedirects = 5;

const busy: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * The response with status 200, 206 or 416. Throws a {@link UserError} for an address that is wrong or closed, a
 * {@link TransientError} where another attempt may help.
 */
export async function openResponse(
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Response> {
  let address = url;
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const response = await request(address, headers, signal);
    if (response.status < 300 || response.status >= 400) return accepted(url, response);
    address = next(address, response);
    await response.body?.cancel();
  }
  throw new UserError(
    `${url}: more than ${mostRedirects} redirects`,
    "the address may have moved; see the data set's home page",
  );
}

async function request(
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
) {
  try {
    return await fetch(url, { headers, signal, redirect: "manual" });
  } catch (error) {
    signal.throwIfAborted();
    throw connectionLost(error);
  }
}

function next(from: string, response: Response): string {
  const location = response.headers.get("location");
  if (location === null || !URL.canParse(location, from))
    throw new UserError(`${from}: redirected (${response.status}) to no address`);
  const to = new URL(location, from);
  if (to.protocol === "https:" || to.protocol === new URL(from).protocol) return to.href;
  throw new UserError(
    `${from}: redirected to ${to.href}, which is not encrypted`,
    "fetch the file in a browser if you trust it",
  );
}

async function accepted(url: string, response: Response): Promise<Response> {
  const { status, statusText, headers } = response;
  if (status === 200 || status === 206 || status === 416) return response;
  await response.body?.cancel();
  const said = `${url}: the server says ${status} ${statusText}`.trimEnd();
  if (busy.has(status)) throw new TransientError(said, retryAfter(headers.get("retry-after")));
  const help =
    status === 401 || status === 403
      ? "it may want a login or a form; see the data set's home page"
      : "the address may have moved; see the data set's home page";
  throw new UserError(said, help);
}

/** ms; a date in the header is not worth its trouble. */
function retryAfter(header: string | null): number | undefined {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? 1000 * seconds : undefined;
}
